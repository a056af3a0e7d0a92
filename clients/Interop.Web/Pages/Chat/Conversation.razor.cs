using Interop.Protocol.Content;
using Interop.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Interop.Web.Pages.Chat;

/// <summary>A conversation on the page: the stretch of it that is shown, and what is done with its messages.</summary>
public sealed partial class Conversation
{
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(5);

    /// <summary>Pages back that are looked through for a message that a reply is to.</summary>
    private const int QuotedPagesMax = 20;

    private readonly MessageWindow window = new();
    private ElementReference zone;
    private ElementReference lines;
    private IJSObjectReference? module;
    private bool isGone;
    private IJSObjectReference? scroll;
    private DotNetObjectReference<Conversation>? self;
    private Composer? composer;
    private ChatMessage? replying;
    private ChatMessage? editing;
    private ChatMessage? retracting;
    private ChatMessage? looking;
    private ChatMessage? reporting;
    private ChatMessage? firstNew;
    private string? showing;
    private string? told;
    private Refusal? fault;
    private bool isAtEnd = true;

    [Parameter, EditorRequired]
    public required ChatDesk Desk { get; set; }

    [Parameter, EditorRequired]
    public required RoomEntry Entry { get; set; }

    [Parameter, EditorRequired]
    public required Timeline Timeline { get; set; }

    /// <summary>The details stand beside it.</summary>
    [Parameter]
    public bool IsInfoOpen { get; set; }

    /// <summary>The list of rooms has changed too.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    /// <summary>Below the title: what it is about, or who is here.</summary>
    private string Below => Entry.View.Topic is { Length: > 0 } topic ? topic
        : !Entry.IsDirect ? People
        : Entry.Others.FirstOrDefault() is { } other && Entry.FromOf(other.User) is { } from ? $"{other.User.Short} · {from}" : "Direct chat";

    private string People => string.Join(", ", Entry.Others.Select(p => Entry.FromOf(p.User) is { } from ? $"{p.DisplayName} ({from})" : p.DisplayName));

    /// <summary>The earliest time at which somebody's hours begin, as far as it was told for a message of one's own.</summary>
    private DateTimeOffset? Opens => Timeline.Messages.SelectMany(m => m.Deliveries.Values).Where(d => d.IsForHours && d.HoldUntil > Viewer.Now).Min(d => d.HoldUntil);

    [JSInvokable]
    public async Task Earlier()
    {
        if (window.Earlier(Timeline.Messages.Count))
        {
            StateHasChanged();
            return;
        }
        if (!Timeline.HasOlder)
            return;
        var before = Timeline.Messages.Count;
        await TryAsync(() => Desk.OlderAsync(Timeline));
        window.Grow(Timeline.Messages.Count, Timeline.Messages.Count - before);
        window.Earlier(Timeline.Messages.Count);
        StateHasChanged();
    }

    [JSInvokable]
    public void Later()
    {
        if (window.Later(Timeline.Messages.Count))
            StateHasChanged();
    }

    /// <summary>The newest is in sight, or not any more.</summary>
    [JSInvokable]
    public async Task AtEnd(bool isSeen)
    {
        isAtEnd = isSeen;
        if (isSeen)
            await ReadAsync();
        StateHasChanged();
    }

    protected override void OnInitialized()
    {
        if (Timeline.ReadUntil is { } read)
            firstNew = Timeline.Messages.FirstOrDefault(m => m.Seq > read && m.Happening is null && !m.IsFrom(Desk.Seat.User));
        window.Grow(Timeline.Messages.Count);
        if (firstNew is not null)
            window.Show(Timeline.IndexOf(firstNew), Timeline.Messages.Count);
    }

    protected override async Task OnParametersSetAsync()
    {
        window.Grow(Timeline.Messages.Count, isFollowing: isAtEnd);
        if (isAtEnd && scroll is not null)
            await ReadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            self = DotNetObjectReference.Create(this);
            module = await Runtime.InvokeAsync<IJSObjectReference>("import", "/js/chat.js");
            // Somebody may have gone to another page meanwhile: the list is no more.
            if (isGone)
                return;
            scroll = await module.InvokeAsync<IJSObjectReference>("attach", lines, self);
        }
        if (showing is { } key && scroll is not null)
        {
            showing = null;
            await scroll.InvokeAsync<bool>("show", key);
        }
    }

    /// <summary>Everything here is on the page, and somebody looks at it.</summary>
    private async Task ReadAsync()
    {
        var hadUnread = Entry.IsUnread;
        await Desk.ReadAsync(Timeline);
        if (hadUnread)
            await Changed.InvokeAsync();
    }

    private async Task NewestAsync()
    {
        window.ToEnd(Timeline.Messages.Count);
        // What comes before the browser has scrolled there is followed too.
        isAtEnd = true;
        StateHasChanged();
        if (scroll is not null)
            await scroll.InvokeVoidAsync("end");
    }

    private async Task GoToAsync(EventId? target)
    {
        if (target is not { } id)
            return;
        for (var page = 0; page < QuotedPagesMax && Timeline.Find(id) is null && Timeline.HasOlder; page++)
        {
            var before = Timeline.Messages.Count;
            await TryAsync(() => Desk.OlderAsync(Timeline));
            window.Grow(Timeline.Messages.Count, Timeline.Messages.Count - before);
        }
        if (Timeline.Find(id) is not { } found)
        {
            fault = new Refusal("5.5.4", "The message that this is a reply to is not here: it was said before you came, or very long ago.");
            return;
        }
        window.Show(Timeline.IndexOf(found), Timeline.Messages.Count);
        showing = found.Key;
        StateHasChanged();
    }

    /// <summary>Here, and in the list of rooms, which has a link to what is sent later.</summary>
    private Task TellScheduledAsync(DateTimeOffset at)
    {
        told = $"It is sent {Zones.InWords(at, Viewer.Zone)}.";
        return Changed.InvokeAsync();
    }

    private Task AgreeAsync() => TryAsync(Desk.AcknowledgeAsync);

    private async Task SendAsync(MessageContent content)
    {
        var (reply, edited) = (replying, editing);
        (fault, told, replying, editing) = (null, null, null, null);
        if (edited?.Event is { } original)
        {
            // What is changed is the words: files stay.
            var changed = Written.Of(ChatMessage.TextOf(content), [.. edited.Files]) with { Urgent = edited.Content?.Urgent };
            await TryAsync(async () => fault = await Desk.Acts.EditAsync(Timeline.Room, original, changed));
            return;
        }
        firstNew = null;
        var sending = Desk.SendAsync(Timeline, content, reply?.Event);
        await NewestAsync();
        await TryAsync(() => sending);
        await Changed.InvokeAsync();
    }

    private async Task SendAgainAsync(ChatMessage message)
    {
        await TryAsync(() => Desk.SendAgainAsync(Timeline, message));
        await Changed.InvokeAsync();
    }

    /// <summary>What was refused is written anew: its words are in the box again.</summary>
    private async Task ChangeRefusedAsync(ChatMessage message)
    {
        Timeline.Discard(message);
        replying = message.ReplyTo is { } to ? Timeline.Find(to) : null;
        if (composer is not null)
            await composer.PutAsync(message.Text);
    }

    private async Task RetractAsync(ChatMessage message)
    {
        retracting = null;
        if (message.Event is { } original)
            await TryAsync(async () => fault = await Desk.Acts.RetractAsync(Timeline.Room, original));
    }

    private Task ReplyTo(ChatMessage message)
    {
        (replying, editing) = (message, null);
        return composer?.FocusAsync() ?? Task.CompletedTask;
    }

    private Task EditAsync(ChatMessage message)
    {
        (replying, editing) = (null, message);
        return composer?.ChangeAsync(message.Text) ?? Task.CompletedTask;
    }

    private Task EditLastAsync() => Timeline.LastOwn is { } last ? EditAsync(last) : Task.CompletedTask;

    private Task CancelAsync()
    {
        var wasEditing = editing is not null;
        (replying, editing) = (null, null);
        return wasEditing && composer is not null ? composer.ChangeAsync(null) : Task.CompletedTask;
    }

    private async Task TryAsync(Func<Task> what)
    {
        try
        {
            await what();
        }
        catch (Exception failed) when (Failure.Of(failed) is { } known)
        {
            fault = new Refusal(known.Code, known.Sentence);
        }
    }

    public async ValueTask DisposeAsync()
    {
        isGone = true;
        self?.Dispose();
        try
        {
            if (scroll is not null)
                await scroll.InvokeVoidAsync("dispose");
            if (module is not null)
                await module.DisposeAsync();
        }
        catch (Exception failed) when (BrowserGone.Is(failed))
        {
            return; // the browser is gone, and its observers with it
        }
    }
}

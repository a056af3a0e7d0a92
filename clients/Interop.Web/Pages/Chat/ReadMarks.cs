using Interop.Protocol.Identifiers;
using Interop.Web.Shared;
using Microsoft.JSInterop;

namespace Interop.Web.Pages.Chat;

/// <summary>Up to where each room was read in this browser. They are numbers, and stay in the browser.</summary>
public sealed class ReadMarks(IJSRuntime runtime, UserId persona) : IAsyncDisposable
{
    private Dictionary<string, long> marks = new(StringComparer.Ordinal);
    private IJSObjectReference? module;

    public async Task LoadAsync()
    {
        module = await runtime.InvokeAsync<IJSObjectReference>("import", "/js/chat.js");
        marks = new Dictionary<string, long>(await module.InvokeAsync<Dictionary<string, long>>("marks", persona.Value), StringComparer.Ordinal);
    }

    public long? Of(RoomId room) => marks.TryGetValue(room.Value, out var seq) ? seq : null;

    /// <summary>Never back: what was read once is read.</summary>
    public async Task SetAsync(RoomId room, long seq)
    {
        if (module is null || (marks.TryGetValue(room.Value, out var before) && before >= seq))
            return;
        marks[room.Value] = seq;
        try
        {
            await module.InvokeVoidAsync("mark", persona.Value, room.Value, seq);
        }
        catch (Exception failed) when (BrowserGone.Is(failed))
        {
            return; // the browser is gone; it is unread there next time
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
                await module.DisposeAsync();
        }
        catch (Exception failed) when (BrowserGone.Is(failed))
        {
            return; // the browser is gone, and the module with it
        }
    }
}

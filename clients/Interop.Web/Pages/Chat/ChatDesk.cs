using Interop.Client;
using Interop.Client.Submitting;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Time;
using Interop.Web.Sessions;

namespace Interop.Web.Pages.Chat;

/// <summary>
/// One persona's chat on one open page: its rooms, the conversations that were opened, and the stream that keeps them as they are. All of it runs on the
/// page's own thread of work: <paramref name="onPage"/> brings what comes from the stream there.
/// </summary>
public sealed class ChatDesk(PersonaSeat seat, ReadMarks marks, Func<Action, Task> onPage, TimeProvider time) : IAsyncDisposable
{
    private const int PageSize = 60;

    /// <summary>People who may be asked about at once (spec 10).</summary>
    private const int ReachableMax = 50;

    /// <summary>Records back of which unread messages are counted, in one request. Of what is older it is said only that there are some.</summary>
    private const long CountedRecords = 4_000;

    private readonly CancellationTokenSource stop = new();
    private readonly Dictionary<RoomId, RoomEntry> rooms = [];
    private readonly Dictionary<RoomId, Timeline> timelines = [];
    private readonly Dictionary<RoomId, bool> refreshing = [];
    private readonly Submitter submitter = new(seat.Client.SubmitAsync, time: time);
    private readonly PersonalBox box = new(seat);
    private Action changed = () => { };
    private long opened;
    private Task streaming = Task.CompletedTask;
    private Task looking = Task.CompletedTask;

    public PersonaSeat Seat { get; } = seat;

    public ChatErrands Errands { get; } = new(seat, time);

    public RoomActs Acts => field ??= new RoomActs(submitter);

    public LinkState Link { get; } = new(time);

    /// <summary>What is declared, and whether it was acknowledged.</summary>
    public SupervisionView? Supervision { get; private set; }

    /// <summary>The room that is shown: what comes there is read.</summary>
    public RoomId? Shown { get; private set; }

    public IReadOnlyList<RoomEntry> Rooms =>
        [.. rooms.Values.Where(r => !r.IsGone).OrderByDescending(r => r.LastAt ?? DateTimeOffset.MinValue).ThenBy(r => r.Title, StringComparer.OrdinalIgnoreCase)];

    public RoomEntry? Find(RoomId room) => rooms.GetValueOrDefault(room);

    public async Task OpenAsync(string language, Action redraw)
    {
        changed = redraw;
        var (list, supervision, records) = (Seat.Client.RoomsAsync(stop.Token), Seat.Client.SupervisionAsync(language, stop.Token), Seat.Client.RecordsAsync(stop.Token));
        var errands = Errands.LoadAsync(stop.Token);
        await marks.LoadAsync();
        opened = await records;
        Supervision = await supervision;
        foreach (var view in await list)
            rooms.TryAdd(view.Room, new RoomEntry(view, Seat.User) { HasUnread = view.Last is { } last && last.Sender != Seat.User && last.Seq > marks.Of(view.Room) });
        await errands;
        streaming = StreamAsync(Math.Max(-1, opened - CountedRecords));
        looking = Seat.IsPersonal ? Task.CompletedTask : Errands.RunAsync(onPage, redraw, stop.Token);
    }

    /// <summary>The conversation with its newest page.</summary>
    public async Task<Timeline> ShowAsync(RoomId room)
    {
        var timeline = timelines.TryGetValue(room, out var known) ? known : timelines[room] = new Timeline(room, Seat.User);
        timeline.ReadUntil = marks.Of(room);
        Shown = room;
        if (timeline.IsLoaded)
            return timeline;
        var view = await Seat.Client.RoomAsync(room, stop.Token);
        if (rooms.TryGetValue(room, out var entry))
            entry.Take(view);
        else
            rooms[room] = entry = new RoomEntry(view, Seat.User);
        var closed = ClosedAsync(entry);
        foreach (var status in Seat.IsPersonal ? [] : await Seat.Client.WaitingAsync(timeline.Room, stop.Token))
            timeline.Waits(status);
        await LoadAsync(timeline, Math.Max(1, view.Head - PageSize + 1), view.Head);
        entry.Closed = await closed;
        timeline.IsLoaded = true;
        return timeline;
    }

    /// <summary>No room is shown.</summary>
    public void Hide() => Shown = null;

    /// <summary>Everything in it was on the page.</summary>
    public Task ReadAsync(Timeline timeline)
    {
        if (rooms.TryGetValue(timeline.Room, out var entry))
            (entry.Unread, entry.HasUnread) = (0, false);
        return marks.SetAsync(timeline.Room, timeline.LastSeq);
    }

    public Task OlderAsync(Timeline timeline) => LoadAsync(timeline, Math.Max(1, timeline.From - PageSize), timeline.From - 1);

    public async Task AcknowledgeAsync()
    {
        if (Supervision is not { } shown)
            return;
        await Seat.Client.AcknowledgeAsync(shown, stop.Token);
        Supervision = shown with { Acknowledged = true };
    }

    public Task SendAsync(Timeline timeline, MessageContent content, EventId? replyTo)
    {
        var draft = RoomActs.DraftOf(timeline.Room, EventTypes.Message, content) with { Relates = replyTo is { } to ? new Relation(Relation.InReplyTo, to) : null };
        var message = timeline.Begin(draft, content, time.GetUtcNow());
        Find(timeline.Room)?.Say(LastLine.Of(message));
        return SubmitAsync(timeline, message);
    }

    /// <summary>What was refused once more, in a transaction of its own.</summary>
    public Task SendAgainAsync(Timeline timeline, ChatMessage message)
    {
        message.Refusal = null;
        return SubmitAsync(timeline, message);
    }

    /// <summary>To be sent at a time, and until then nobody's but the sender's.</summary>
    public async Task SendLaterAsync(RoomId room, MessageContent content, EventId? replyTo, DateTimeOffset at)
    {
        var draft = RoomActs.DraftOf(room, EventTypes.Message, content) with { Relates = replyTo is { } to ? new Relation(Relation.InReplyTo, to) : null };
        await Seat.Client.Participant.SendLaterAsync(new SendLaterRequest(WireTime.Format(at), draft), stop.Token);
        await Errands.LoadLaterAsync(stop.Token);
    }

    public async Task<RoomEntry> CreateAsync(CreateRoomRequest request)
    {
        var view = await Seat.Client.CreateRoomAsync(request, stop.Token);
        if (!rooms.TryGetValue(view.Room, out var entry))
            return rooms[view.Room] = new RoomEntry(view, Seat.User);
        entry.Take(view);
        return entry;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await streaming;
        await looking;
        await submitter.DisposeAsync();
        await marks.DisposeAsync();
        stop.Dispose();
    }

    private async Task<IReadOnlyList<string>> ClosedAsync(RoomEntry entry)
    {
        var ours = entry.Others.Where(p => p.User.Provider == Seat.User.Provider).Select(p => p.User).Take(ReachableMax).ToArray();
        return ours.Length == 0 ? [] : [.. (await Seat.Client.ReachableAsync(ours, stop.Token)).Where(p => !p.Open).Select(p => p.DisplayName)];
    }

    private async Task SubmitAsync(Timeline timeline, ChatMessage message)
    {
        try
        {
            var result = await submitter.SubmitAsync(message.Draft!);
            timeline.Answered(message, result);
            if (message.Refusal is null)
                Find(timeline.Room)?.Say(LastLine.Of(message));
            else
                Find(timeline.Room)?.Unsay();
            if (result.Code == "5.2.0" && Supervision is { } shown)
                Supervision = shown with { Acknowledged = false };
            if (message.Content?.Urgent is not null && !Seat.IsPersonal)
                await Errands.LookAsync(stop.Token);
        }
        catch (Exception failed) when (Shared.Failure.Of(failed) is { } known && !stop.IsCancellationRequested)
        {
            if (message.Event is null)
            {
                message.Refusal = new Refusal(known.Code, known.Sentence);
                Find(timeline.Room)?.Unsay();
            }
        }
    }

    private async Task LoadAsync(Timeline timeline, long from, long last)
    {
        // An answer holds less than was asked for when it would grow too large: the rest is asked for again.
        for (var after = from - 1; after < last;)
        {
            var frame = await Seat.Client.HistoryAsync(timeline.Room, after, (int)Math.Min(PageSize * 2, last - after), stop.Token);
            foreach (var item in frame.Items)
                timeline.Apply(item);
            var reached = frame.Items.Select(item => item.Event?.Hub.Seq ?? after).DefaultIfEmpty(after).Max();
            if (reached <= after)
                break;
            after = reached;
        }
        // Of a personal room there is no history: what waits has come by the stream, and nothing lies before it.
        timeline.From = Seat.IsPersonal ? 1 : from;
    }

    private async Task StreamAsync(long after)
    {
        try
        {
            await foreach (var frame in Seat.Client.SyncAsync(after, Linked, stop.Token))
            {
                await onPage(() =>
                {
                    foreach (var item in frame.Items)
                        Take(item);
                    changed();
                });
                await box.TakenAsync(frame, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault)
        {
            // Whatever it was, nothing comes any more: the page says so, and does not look alive.
            await onPage(() =>
            {
                Link.End(Shared.Failure.Of(fault)?.Sentence ?? "What came could not be read.");
                changed();
            });
        }
    }

    private void Linked(bool stands)
    {
        if (!stop.IsCancellationRequested)
            _ = Link.TellAsync(stands, work => onPage(() => { work(); changed(); }), stop.Token);
    }

    private void Take(SyncItem item)
    {
        if (item.Status is { } status)
            Told(status, item.Position >= opened);
        if (item.Event is not { } happened)
            return;
        var room = happened.Header.Room;
        if (timelines.TryGetValue(room, out var timeline))
            timeline.Apply(item);
        var isNew = item.Position >= opened;
        if (!rooms.TryGetValue(room, out var entry) || (isNew && (happened.Header.Type is EventTypes.Membership or EventTypes.Room or EventTypes.Supervision || entry.Last?.IsChangedBy(happened) == true)))
            _ = RefreshAsync(room);
        if (happened.Header.Type != EventTypes.Message || entry is null)
            return;
        entry.Say(LastLine.Of(happened));
        if (room != Shown && happened.Header.Sender != Seat.User && (item.Released == true || marks.Of(room) is null ? isNew : happened.Hub.Seq > marks.Of(room)))
            entry.Unread++;
    }

    /// <summary>What became of one's own message: whether it still waits for somebody is asked.</summary>
    private void Told(DeliveryStatus status, bool isNew)
    {
        if (timelines.TryGetValue(status.Room, out var told))
            told.Apply(status);
        if (isNew && Find(status.Room)?.Last is { IsHeld: true } last && last.Event == status.Event)
            _ = RefreshAsync(status.Room);
    }

    /// <summary>A room that is new here, or that has changed: as the server has it now.</summary>
    private async Task RefreshAsync(RoomId room)
    {
        if (refreshing.ContainsKey(room))
        {
            refreshing[room] = true; // once more when the answer is there: it may be older than this
            return;
        }
        try
        {
            do
            {
                refreshing[room] = false;
                var view = await Seat.Client.RoomAsync(room, stop.Token);
                if (rooms.TryGetValue(room, out var entry))
                    entry.Take(view);
                else
                    rooms[room] = new RoomEntry(view, Seat.User);
            }
            while (refreshing[room]);
        }
        catch (OcipProblemException gone) when (gone.Problem.Code == "5.5.4")
        {
            if (rooms.TryGetValue(room, out var left))
                left.IsGone = true;
        }
        catch (Exception away) when (away is OcipProblemException or HttpRequestException or OperationCanceledException)
        {
            return; // the next event of the room asks again; whoever left the page needs no answer
        }
        finally
        {
            refreshing.Remove(room);
        }
        changed();
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Component;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>Remembers how far each room was read, and fetches from the room's archive (XEP-0313) what was said while the bridge was away.</summary>
internal sealed class RoomHistory(IBridgeCore core, ComponentStream stream, TimeProvider time)
{
    private const int PageSize = 100;
    private const int PagesMax = 1000;
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(2);

    /// <summary>Clocks of bridge and server differ, and messages are on the way: repeats are recognised, gaps are not.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<string, (HistoryMark Mark, long SavedAt, bool IsSaved)> marks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> started = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Room, List<XElement> Results)> queries = new(StringComparer.Ordinal);

    /// <summary>A room that we made: everything in it is ours to read.</summary>
    public Task BeginNewAsync(string room) => BeginAsync(room, new HistoryMark(null, time.GetUtcNow()));

    /// <summary>From now on the room is read: nothing earlier is fetched, ever (people were not told before).</summary>
    public async Task BeginAsync(string room, string account, bool hasArchive, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        HistoryMark mark;
        try
        {
            var last = hasArchive ? IdOf((await PageAsync(new Page(room, account) { Last = true }, cancel)).Results.LastOrDefault()) : null;
            mark = new HistoryMark(last, now) { BegunAfter = last };
        }
        catch (StanzaErrorException)
        {
            mark = new HistoryMark(null, now) { BegunAt = now }; // it lets us not look now, and may later
        }
        await BeginAsync(room, mark);
    }

    /// <summary>Everything up to this id is safe. Saved now and then: a mark that is too old costs only repeats.</summary>
    public async Task AdvanceAsync(string room, string id)
    {
        var mark = (await MarkAsync(room, CancellationToken.None) ?? new HistoryMark(null, default)) with { Id = id, At = time.GetUtcNow() };
        var due = !marks.TryGetValue(room, out var last) || time.GetElapsedTime(last.SavedAt) > SaveEvery;
        marks[room] = (mark, due ? time.GetTimestamp() : last.SavedAt, due);
        if (due)
            await SaveAsync(room, mark);
    }

    /// <summary>Saves what is not saved yet.</summary>
    public async Task SaveAllAsync()
    {
        foreach (var (room, (mark, _, isSaved)) in marks)
        {
            if (!isSaved)
                await SaveAsync(room, mark);
        }
    }

    public async Task EndAsync(string room)
    {
        marks.TryRemove(room, out _);
        await core.RememberAsync(Key(room), null, CancellationToken.None);
    }

    /// <summary>How far the room was read; null when it never was.</summary>
    public async Task<HistoryMark?> MarkAsync(string room, CancellationToken cancel)
    {
        if (marks.TryGetValue(room, out var known))
            return known.Mark;
        var note = await core.RecallAsync(Key(room), cancel);
        return note is null ? null : JsonSerializer.Deserialize<HistoryMark>(note);
    }

    /// <summary>Takes a result of a running query; false when it is none.</summary>
    public bool Take(XElement message)
    {
        if (message.Element(Ns.Mam + "result") is not { } result)
            return false;
        var id = (string?)result.Attribute("queryid") ?? "";
        if (queries.TryGetValue(id, out var query) && Jid.BareOf((string?)message.Attribute("from")) == query.Room && query.Results.Count < PageSize)
            query.Results.Add(result);
        return true; // a result that nobody asked for is nobody's message
    }

    /// <summary>Everything after the mark, oldest first: the archive's "result" elements. After a start of the process also what was just before it: what we sent and had not noted.</summary>
    /// <exception cref="StanzaErrorException">The room lets us not read its archive.</exception>
    public async Task<IReadOnlyList<XElement>> FetchAsync(string room, string account, HistoryMark mark, CancellationToken cancel)
    {
        var isStart = started.TryAdd(room, 0);
        var byTime = new Page(room, account) { Start = mark.At - Overlap };
        if (mark.Id is not { } last)
            return SinceBegun(await PagesAsync(byTime, cancel), mark);
        List<XElement> missed;
        try
        {
            missed = await PagesAsync(new Page(room, account) { After = last }, cancel);
        }
        catch (StanzaErrorException error) when (error.Condition == "item-not-found")
        {
            return SinceBegun(await PagesAsync(byTime, cancel), mark); // the id has expired: by time then
        }
        if (!isStart)
            return missed;
        var known = missed.Select(IdOf).ToHashSet(StringComparer.Ordinal);
        var earlier = SinceBegun(await PagesAsync(byTime, cancel), mark);
        return [.. earlier.Where(r => !known.Contains(IdOf(r))), .. missed];
    }

    /// <summary>What the archive has of a span, newest first, without what was said before the bridge came.</summary>
    /// <exception cref="StanzaErrorException">The room lets us not read its archive.</exception>
    /// <exception cref="NativeRefusedException">Since when the bridge is in the room is not known, or there is more than can be read.</exception>
    public async IAsyncEnumerable<XElement> BackwardsAsync(string room, string account, NativeSpan span, [EnumeratorCancellation] CancellationToken cancel)
    {
        var mark = await MarkAsync(room, cancel) ?? throw new NativeRefusedException("Since when the bridge is in this room is not known.");
        var page = new Page(room, account) { Start = span.From, End = span.To, Backwards = true };
        for (var number = 0; number < PagesMax; number++)
        {
            var (results, isComplete) = await PageAsync(page, cancel);
            for (var i = results.Count - 1; i >= 0; i--)
            {
                var at = StampOf(results[i]);
                if ((mark.BegunAfter is { } last && IdOf(results[i]) == last) || (mark.BegunAfter is null && mark.BegunAt is { } begun && at < begun - TimeSpan.FromSeconds(1)))
                    yield break;
                if (at is null || (at >= span.From && at < span.To))
                    yield return results[i];
            }
            if (isComplete || results.Count == 0)
                yield break;
            page = page with { Before = IdOf(results[0]) };
        }
        throw new NativeRefusedException($"The room's archive has more than {PageSize * PagesMax} messages of this day.");
    }

    /// <summary>Without what was said before the bridge came, which the overlap may reach back to.</summary>
    private static List<XElement> SinceBegun(List<XElement> results, HistoryMark mark)
    {
        if (mark.BegunAfter is { } last)
            return results[(results.FindIndex(r => IdOf(r) == last) + 1)..];
        // Archives tell whole seconds. What cannot be dated is left out: nobody can say that people were told before it.
        var since = mark.BegunAt - TimeSpan.FromSeconds(1);
        return since is null ? results : results.FindAll(r => StampOf(r) >= since);
    }

    private async Task<List<XElement>> PagesAsync(Page page, CancellationToken cancel)
    {
        var all = new List<XElement>();
        for (var number = 0; number < PagesMax; number++)
        {
            var (results, isComplete) = await PageAsync(page, cancel);
            all.AddRange(results);
            if (isComplete || results.Count == 0)
                break;
            page = page with { After = IdOf(results[^1]) };
        }
        return all;
    }

    private static string? IdOf(XElement? result) => (string?)result?.Attribute("id");

    private static DateTimeOffset? StampOf(XElement result) =>
        DateTimeOffset.TryParse(
            (string?)result.Element(Ns.Forward + "forwarded")?.Element(Ns.Delay + "delay")?.Attribute("stamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var stamp)
            ? stamp
            : null;

    private async Task<(List<XElement> Results, bool Complete)> PageAsync(Page page, CancellationToken cancel)
    {
        var id = stream.NextId();
        var results = new List<XElement>();
        queries[id] = (page.Room, results);
        try
        {
            var answer = await stream.QueryAsync(
                new XElement(
                    Ns.Component + "iq",
                    new XAttribute("type", "set"),
                    new XAttribute("from", RoomEntrance.Seat(page.Account)),
                    new XAttribute("to", page.Room),
                    new XElement(
                        Ns.Mam + "query",
                        new XAttribute("queryid", id),
                        page.Start is { } from ? TimesForm(from, page.End) : null,
                        new XElement(
                            Ns.Rsm + "set",
                            new XElement(Ns.Rsm + "max", page.Last ? 1 : PageSize),
                            page.Last || page.Backwards ? new XElement(Ns.Rsm + "before", page.Before) : null,
                            page.After is { } after ? new XElement(Ns.Rsm + "after", after) : null))),
                cancel);
            return (results, (string?)answer.Element(Ns.Mam + "fin")?.Attribute("complete") is "true" or "1");
        }
        finally
        {
            queries.TryRemove(id, out _);
        }
    }

    private static XElement TimesForm(DateTimeOffset start, DateTimeOffset? end) => new(
        Ns.Form + "x",
        new XAttribute("type", "submit"),
        new XElement(Ns.Form + "field", new XAttribute("var", "FORM_TYPE"), new XAttribute("type", "hidden"), new XElement(Ns.Form + "value", Ns.Mam.NamespaceName)),
        TimeField("start", start),
        end is { } until ? TimeField("end", until) : null);

    private static XElement TimeField(string name, DateTimeOffset at) => new(
        Ns.Form + "field", new XAttribute("var", name), new XElement(Ns.Form + "value", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));

    private async Task SaveAsync(string room, HistoryMark mark)
    {
        await core.RememberAsync(Key(room), JsonSerializer.Serialize(mark), CancellationToken.None);
        marks.AddOrUpdate(room, _ => (mark, time.GetTimestamp(), true), (_, now) => now.Mark == mark ? now with { IsSaved = true } : now);
    }

    private Task BeginAsync(string room, HistoryMark mark)
    {
        started[room] = 0;
        marks[room] = (mark, time.GetTimestamp(), true);
        return SaveAsync(room, mark);
    }

    private static string Key(string room) => $"history/{room}";

    /// <summary>One question to an archive.</summary>
    private sealed record Page(string Room, string Account)
    {
        public string? After { get; init; }

        public DateTimeOffset? Start { get; init; }

        /// <summary>With <see cref="Start"/> only; archives may give what was said in this very second too.</summary>
        public DateTimeOffset? End { get; init; }

        /// <summary>The newest page that is older than <see cref="Before"/>; without that the newest of all.</summary>
        public bool Backwards { get; init; }

        public string? Before { get; init; }

        /// <summary>The newest message alone.</summary>
        public bool Last { get; init; }
    }
}

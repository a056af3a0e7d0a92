using Interop.Protocol.ArchiveApi;
using Interop.Protocol.ReviewApi;
using Interop.Protocol.Time;

namespace Interop.Web.Pages.Supervision;

/// <summary>The messages of a draw, from the records of its day and their neighbours: what was drawn from has to be the day, no less and no more.</summary>
/// <param name="terms">What was committed to.</param>
/// <param name="people">Whose messages; null for everybody's.</param>
/// <param name="first">The first record that was drawn from.</param>
/// <param name="next">The first one after them.</param>
internal sealed class DrawnDay(SampleTerms terms, IReadOnlySet<string>? people, long first, long next)
{
    private readonly DateTimeOffset begins = WireTime.Parse($"{terms.Date}T00:00:00.000Z");
    private readonly List<SampleMessage> messages = [];

    public IReadOnlyList<SampleMessage> Messages => messages;

    /// <summary>What is not as it should be, in a sentence; null for nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>Takes a record; one that this reader may not know of says nothing.</summary>
    public void Take(ArchiveRecord record)
    {
        if (record.LeafHash is not null)
            return;
        var (isDrawnFrom, isOfDay) = (record.Index >= first && record.Index < next, IsOfDay(record));
        if (isDrawnFrom != isOfDay)
            Fault ??= $"Record {record.Index} is {(isOfDay ? "of the day and was not" : "not of the day and was")} drawn from.";
        if (isDrawnFrom && terms.MessageOf(record.Record, people) is { } message)
            messages.Add(message);
    }

    /// <summary>Whether something was archived before the day began.</summary>
    public bool IsBefore(ArchiveRecord record) => TimeOf(record) < begins;

    private bool IsOfDay(ArchiveRecord record) => TimeOf(record) is var at && at >= begins && at < begins.AddDays(1);

    private static DateTimeOffset TimeOf(ArchiveRecord record) => WireTime.Parse(record.Record.GetProperty("at").GetString()!);
}

using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Verification;

/// <summary>
/// An own event that went out to its hub has its content with one record: the one on its way, until it comes back with its place, then
/// that one (spec 06).
/// </summary>
internal sealed class ReturnCheck
{
    private readonly Dictionary<EventId, long> awaited = [];

    public void Take(LogRow row, FixedPart part)
    {
        if (part is { Kind: "egress", Event: { } gone } && row.Body is null && !row.IsClosed)
            awaited[gone] = part.Index;
        else if (part is { Kind: "event", Event: { } back })
            awaited.Remove(back);
    }

    /// <param name="ended">Records whose content has ended.</param>
    /// <exception cref="ArchiveFaultException">Content is with neither.</exception>
    public void End(LeafRanges ended)
    {
        if (awaited.Values.Where(leaf => !ended.Contains(leaf)).Order().Select(leaf => (long?)leaf).FirstOrDefault() is { } missing)
            throw new ArchiveFaultException($"record {missing}: the content is missing, and the event did not come back from its hub");
    }
}

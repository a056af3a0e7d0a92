using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Protocol.Media;

namespace Interop.Protocol.ArchiveApi;

/// <summary>A record of the archive (spec 08).</summary>
public sealed record ArchiveRecord
{
    /// <summary>Index of its leaf in the log, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>The fixed part; its canonical JSON is the leaf. Kinds: event, refusal, release, notice, report, portal, link, policy.</summary>
    public required JsonElement Record { get; init; }

    /// <summary>Content and provenance of an event, until erased or while sealed absent.</summary>
    public EventBody? Body { get; init; }

    /// <summary>Why there is no body: sealed, erased or notKept.</summary>
    public string? BodyAbsent { get; init; }

    /// <summary>Of an event with media: which, in the order of the record's <c>media</c>. Absent with the body.</summary>
    public ArchivedMedia[]? Media { get; init; }
}

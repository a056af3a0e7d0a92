using System.Text.Json;
using System.Text.Json.Serialization;
using Interop.Protocol.Events;
using Interop.Protocol.Media;

namespace Interop.Protocol.ArchiveApi;

/// <summary>A record of the archive (spec 08).</summary>
public sealed record ArchiveRecord
{
    /// <summary>Index of its leaf in the log, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>The fixed part; its canonical JSON is the leaf. Kinds: see spec 18. Absent (undefined) of a record that the reader may not know of: then there is <see cref="LeafHash"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Record { get; init; }

    /// <summary>Instead of the fixed part, of a record of a legal hold to who keeps no records: its leaf hash, base64url (spec 9.11).</summary>
    public string? LeafHash { get; init; }

    /// <summary>Content and provenance of an event, until erased or while sealed absent.</summary>
    public EventBody? Body { get; init; }

    /// <summary>Why there is no body: sealed, erased or notKept.</summary>
    public string? BodyAbsent { get; init; }

    /// <summary>Of an event with media: which, in the order of the record's <c>media</c>. Absent with the body.</summary>
    public ArchivedMedia[]? Media { get; init; }
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Verification;

/// <summary>The fixed part of one record, read strictly, and everything that can be checked about it alone (spec 08).</summary>
internal sealed class FixedPart
{
    /// <summary>Header up to 64 KiB, and the decision and hub entry around it.</summary>
    private static readonly StrictJsonLimits Limits = new(256 * 1024, 20);

    public required long Index { get; init; }

    public required string Kind { get; init; }

    /// <summary>When it was archived, RFC 3339 UTC.</summary>
    public required string At { get; init; }

    /// <summary>Kinds that this verifier knows: those that are active in spec 18. Others are leaves like any other.</summary>
    public static IReadOnlySet<string> Kinds { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "event", "refusal", "egress", "decision", "cancel", "followed", "fork", "consent", "release", "notice", "acknowledgement", "report", "portal", "link", "policy",
            "alarm", "reconciliation", "access", "backup", "export", "review", "abuse", "retention", "hold", "disposition", "subject",
        };

    /// <summary>Of events, refusals, events on their way to their hub, and decisions of a proxy: what the receipt is for.</summary>
    public EventId? Event { get; private init; }

    /// <summary>Of events, refusals and events on their way to their hub.</summary>
    public RoomId? Room { get; private init; }

    /// <summary>Who made the event.</summary>
    public ProviderName? Origin { get; private init; }

    /// <summary>It came from another provider.</summary>
    public bool ComesIn { get; private init; }

    /// <summary>This archive's batch signs the event as its origin. What came from others, and own events that came back, are signed already; a proxy's decisions are signed as stamps.</summary>
    public bool IsSignedHere { get; private init; }

    /// <summary>It has a place, and is not what it says: nobody got it, and its body need not be kept.</summary>
    public bool IsWithheld { get; private init; }

    /// <summary>Of an event that hands its room over: who orders it from the next entry on.</summary>
    public ProviderName? HandsOverTo { get; private init; }

    /// <summary>Of the beginning of a copy of a room.</summary>
    public FollowedPart? Followed { get; private init; }

    /// <summary>Of events.</summary>
    public HubEntry? Hub { get; private init; }

    /// <summary>Of events, refusals and events on their way to their hub: the event's type.</summary>
    public string? EventType { get; private init; }

    /// <summary>Of the same: what the record has of the event's media.</summary>
    public IReadOnlyList<string> Media { get; private init; } = [];

    /// <summary>The class that the receipt of an event names.</summary>
    public string RetentionClass { get; private init; } = "default";

    /// <summary>Of a disposition.</summary>
    public DispositionPart? Disposition { get; private init; }

    /// <summary>What the body's digest must be; null when the record has no content.</summary>
    public string? ContentDigest { get; private init; }

    /// <summary>An event of which only header and leaf hash are known: its receipt says the rest.</summary>
    /// <exception cref="ArchiveFaultException">The header is none in canonical form.</exception>
    public static FixedPart OfHeader(long index, string kind, string at, string retentionClass, byte[] header)
    {
        try
        {
            using var document = StrictJson.Parse(header, Limits);
            if (!CanonicalJson.Of(document.RootElement).AsSpan().SequenceEqual(header))
                throw new ArchiveFaultException($"record {index}: its header is not in canonical form");
            return new FixedPart { Index = index, Kind = kind, At = at, Event = EventId.Of(SHA256.HashData(header)), ContentDigest = document.RootElement.GetProperty("contentDigest").GetString(), RetentionClass = retentionClass };
        }
        catch (Exception fault) when (fault is MalformedJsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ArchiveFaultException($"record {index} has no header of an event: {fault.Message}");
        }
    }

    /// <summary>A record that stands outside of a database.</summary>
    /// <exception cref="ArchiveFaultException">It is not well formed, says another index, or its event id is wrong.</exception>
    public static FixedPart Read(long index, byte[] record)
    {
        try
        {
            return ReadAlone(index, record);
        }
        catch (Exception fault) when (fault is MalformedJsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ArchiveFaultException($"record {index} is not a record of the archive: {fault.Message}");
        }
    }

    /// <exception cref="ArchiveFaultException">It is not well formed, says another index or kind than its row, or its event id is wrong.</exception>
    public static FixedPart Read(LogRow row)
    {
        try
        {
            var part = ReadAlone(row.Leaf, row.Record);
            if (part.Kind != row.Kind)
                throw new ArchiveFaultException($"record {row.Leaf} is filed as {row.Kind} but says that it is {part.Kind}");
            if (part.Hub?.Seq != row.Seq)
                throw new ArchiveFaultException($"record {row.Leaf} is filed under seq {Text(row.Seq)} but says that it has {Text(part.Hub?.Seq)}");
            return part;
        }
        catch (Exception fault) when (fault is MalformedJsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ArchiveFaultException($"record {row.Leaf} is not a record of the archive: {fault.Message}");
        }
    }

    private static FixedPart ReadAlone(long index, byte[] record)
    {
        using var document = StrictJson.Parse(record, Limits);
        var root = document.RootElement;
        if (!CanonicalJson.Of(root).AsSpan().SequenceEqual(record))
            throw new ArchiveFaultException($"record {index} is not in canonical form");
        var part = Read(root);
        if (part.Index != index)
            throw new ArchiveFaultException($"record {index} says of itself that it is record {part.Index}: records were reordered or renumbered");
        return part;
    }

    private static FixedPart Read(JsonElement root)
    {
        var index = root.GetProperty("index").GetInt64();
        var kind = root.GetProperty("kind").GetString()!;
        var at = root.GetProperty("at").GetString()!;
        if (kind is not ("event" or "refusal" or "egress" or "decision"))
        {
            var digest = root.TryGetProperty("contentDigest", out var own) ? own.GetString() : null;
            return new FixedPart { Index = index, Kind = kind, At = at, ContentDigest = digest, Followed = kind == "followed" ? ReadFollowed(root) : null, Disposition = kind == "disposition" ? ReadDisposition(root) : null };
        }
        // What a proxy releases was archived with its header before.
        if (kind == "decision" && root.GetProperty("direction").GetString() == "release")
            return new FixedPart { Index = index, Kind = kind, At = at, Event = EventId.Parse(root.GetProperty("event").GetString()!) };
        var header = root.GetProperty("header");
        // The whole record is in canonical form, so its header is: the octets as they stand are what the id is the digest of.
        var id = EventId.Of(SHA256.HashData(JsonMarshal.GetRawUtf8Value(header)));
        if (root.GetProperty("event").GetString() != id.Value)
            throw new ArchiveFaultException($"record {index}: the event id is not the digest of the event's header");
        if (kind == "event" != root.TryGetProperty("hub", out var hub))
            throw new ArchiveFaultException($"record {index}: an accepted event has a place in its room, any other has none; here it is the other way round");
        var comesIn = kind != "decision" && root.GetProperty("source").GetString()!.StartsWith("federation:", StringComparison.Ordinal);
        return new FixedPart
        {
            Index = index, Kind = kind, At = at, Event = id,
            Origin = ProviderName.Parse(header.GetProperty("origin").GetString()!),
            ComesIn = comesIn,
            IsSignedHere = !comesIn && kind != "decision",
            HandsOverTo = kind == "event" && header.GetProperty("type").GetString() == "room" && header.TryGetProperty("state", out var state)
                && state.TryGetProperty("hub", out var next) && ProviderName.TryParse(next.GetString(), out var to) ? to : null,
            IsWithheld = comesIn && kind == "event" && root.GetProperty("decision").GetProperty("code").GetString() is ['5', ..],
            Room = RoomId.Parse(header.GetProperty("room").GetString()!),
            ContentDigest = header.GetProperty("contentDigest").GetString(),
            EventType = header.GetProperty("type").GetString(),
            Media = root.TryGetProperty("media", out var media) ? [.. media.EnumerateArray().Select(m => m.GetString()!)] : [],
            RetentionClass = root.TryGetProperty("retention", out var classes) ? classes[0].GetString()! : "default",
            Hub = kind != "event" ? null : new HubEntry(
                hub.GetProperty("seq").GetInt64(), hub.GetProperty("previous").GetString()!, hub.GetProperty("accepted").GetString()!),
        };
    }

    private static DispositionPart ReadDisposition(JsonElement root) => new(
        root.GetProperty("certificate").GetString()!,
        root.GetProperty("state").GetString() == "done" ? root.GetProperty("begun").GetInt64() : null,
        LeafRanges.Read(root.GetProperty("leaves")) ?? throw new FormatException("the leaves of a disposition are not ranges in order"),
        root.GetProperty("count").GetInt64(), root.GetProperty("root").GetString()!);

    private static FollowedPart ReadFollowed(JsonElement root) => new(
        RoomId.Parse(root.GetProperty("room").GetString()!), ProviderName.Parse(root.GetProperty("hub").GetString()!), root.GetProperty("seq").GetInt64(), root.GetProperty("hash").GetString()!);

    private static string Text(long? seq) => seq is { } number ? $"{number}" : "none";
}

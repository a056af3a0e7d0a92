using System.Text.Json;
using Interop.Server.Retention;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Evidence.Scrubbing;

/// <summary>What is looked at of a fixed part.</summary>
internal sealed class ScrubbedRecord
{
    public required string At { get; init; }

    public required string Kind { get; init; }

    /// <summary>What the receipt is for; null of records that have none.</summary>
    public EventId? Event { get; private init; }

    /// <summary>This provider has signed the event as its origin, in this commit.</summary>
    public bool IsSignedHere { get; private init; }

    public string? ContentDigest { get; private init; }

    /// <summary>As its receipt has it.</summary>
    public string RetentionClass { get; private init; } = "default";

    /// <summary>Digest of the body that was delivered in place of the record's own.</summary>
    public string? RedactedTo { get; private init; }

    /// <summary>Unless a record says that it was ended.</summary>
    public bool MustHaveBody { get; private init; }

    /// <exception cref="KeyNotFoundException">Or another: it is no record.</exception>
    public static ScrubbedRecord Of(JsonElement root)
    {
        var (kind, at) = (root.GetProperty("kind").GetString()!, root.GetProperty("at").GetString()!);
        if (kind is not ("event" or "refusal" or "egress" or "decision"))
        {
            var own = root.TryGetProperty("contentDigest", out var digest) ? digest.GetString() : null;

            return new ScrubbedRecord { Kind = kind, At = at, ContentDigest = own, MustHaveBody = own is not null };
        }
        var id = EventId.Parse(root.GetProperty("event").GetString()!);
        if (!root.TryGetProperty("header", out var header))
            return new ScrubbedRecord { Kind = kind, At = at, Event = id, RetentionClass = ClassSet.FirstOf(root) };
        var decision = root.GetProperty("decision");
        var comesIn = kind != "decision" && root.GetProperty("source").GetString()!.StartsWith("federation:", StringComparison.Ordinal);
        var withheld = comesIn && decision.GetProperty("code").GetString() is ['5', ..];
        return new ScrubbedRecord
        {
            Kind = kind,
            At = at,
            Event = id,
            RetentionClass = ClassSet.FirstOf(root),
            IsSignedHere = !comesIn && kind != "decision",
            ContentDigest = header.GetProperty("contentDigest").GetString(),
            RedactedTo = decision.TryGetProperty("redacted", out var redacted) ? redacted.GetProperty("to").GetString() : null,
            MustHaveBody = kind == "event" && !withheld,
        };
    }
}

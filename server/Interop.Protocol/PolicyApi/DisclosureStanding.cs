using Interop.Protocol.Identifiers;

namespace Interop.Protocol.PolicyApi;

/// <summary>How it stands between a disclosure and one person outside: what the person was told, and has answered (spec 07.8).</summary>
public sealed record DisclosureStanding
{
    /// <summary>The text was sent; nothing was answered, or nothing was asked.</summary>
    public const string Told = "told";

    /// <summary>The person agrees.</summary>
    public const string Consented = "consented";

    /// <summary>The person does not agree.</summary>
    public const string Refused = "refused";

    /// <summary>The person has agreed once, and does no longer.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Name of the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Of the policy, when it was said.</summary>
    public required int Version { get; init; }

    public required UserId User { get; init; }

    /// <summary>Only for those who may read the archive; null for others, and when the name was erased.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Of bridged people the network on which they are.</summary>
    public string? Network { get; init; }

    /// <summary>Of the text that was sent, BCP 47.</summary>
    public required string Language { get; init; }

    /// <summary>told, consented, refused or withdrawn.</summary>
    public required string State { get; init; }

    /// <summary>When the text was archived, which is before it was sent; RFC 3339.</summary>
    public required string At { get; init; }

    /// <summary>Index of the record of the text.</summary>
    public required long Notice { get; init; }

    /// <summary>The room in which it was said.</summary>
    public RoomId? Room { get; init; }

    /// <summary>When the last answer came; null when there is none. RFC 3339.</summary>
    public string? Answered { get; init; }

    /// <summary>Index of the record of the last answer; null when there is none.</summary>
    public long? Record { get; init; }
}

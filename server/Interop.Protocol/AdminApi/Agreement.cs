namespace Interop.Protocol.AdminApi;

/// <summary>What this organisation has agreed with another (spec 02): whether and how far their people may chat.</summary>
public sealed record Agreement
{
    public const string Active = "active";
    public const string Limited = "limited";
    public const string Suspended = "suspended";
    public const string Ended = "ended";

    public const string Direct = "direct";
    public const string Rooms = "rooms";
    public const string Attachments = "attachments";
    public const string Bridged = "bridged";

    public const string Both = "both";
    public const string Outgoing = "outgoing";
    public const string Incoming = "incoming";

    /// <summary>active: everything; limited: what features, direction, users and groups say; suspended; ended.</summary>
    public required string State { get; init; }

    /// <summary>Of a limited agreement: direct, rooms, attachments, bridged.</summary>
    public string[]? Features { get; init; }

    /// <summary>Of a limited agreement: both (default), outgoing (what our people send), incoming (what theirs send).</summary>
    public string? Direction { get; init; }

    /// <summary>Of a limited agreement: local parts of our users who may; null: all who are not kept out by groups.</summary>
    public string[]? Users { get; init; }

    /// <summary>Of a limited agreement: groups of our users who may.</summary>
    public string[]? Groups { get; init; }

    /// <summary>RFC 7638 thumbprints of the other's directory keys; null: trusted at the first contact.</summary>
    public string[]? DirectoryKeys { get; init; }

    /// <summary>Who is called when something is wrong.</summary>
    public string? Contact { get; init; }

    /// <summary>A person of ours is asked before one of theirs may write.</summary>
    public bool? ConsentRequired { get; init; }

    /// <summary>RFC 3339 UTC: nothing goes from then on.</summary>
    public string? Expires { get; init; }

    /// <summary>Days that the other keeps what it gets from us, at least.</summary>
    public int? RetentionFloorDays { get; init; }
}

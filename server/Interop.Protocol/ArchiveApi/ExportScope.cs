using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>Which records an export has (spec 08). A record must fit every member that is there; without any member it is the whole archive.</summary>
public sealed record ExportScope
{
    /// <summary>What they wrote, what was said in rooms while they were in them, and records about them.</summary>
    public UserId[]? People { get; init; }

    /// <summary>What belongs to these rooms.</summary>
    public RoomId[]? Rooms { get; init; }

    /// <summary>What came from these networks.</summary>
    public string[]? Networks { get; init; }

    /// <summary>Kinds of records.</summary>
    public string[]? Kinds { get; init; }

    /// <summary>Archived at this time or later, RFC 3339 UTC.</summary>
    public string? From { get; init; }

    /// <summary>Archived before this time, RFC 3339 UTC.</summary>
    public string? To { get; init; }

    /// <summary>Parts of the log, rising and apart.</summary>
    public IndexRange[]? Ranges { get; init; }

    /// <summary>What a search for this finds.</summary>
    public string? Query { get; init; }

    /// <summary>What a legal hold of this case keeps.</summary>
    public string? Case { get; init; }
}

namespace Interop.Protocol.ArchiveApi;

/// <summary>What names somebody who searches may mean (spec 08.14).</summary>
public sealed record NameList
{
    public required NamedPerson[] People { get; init; }

    public required NamedRoom[] Rooms { get; init; }

    public required string[] Networks { get; init; }

    /// <summary>Of the standard and of the organisation's book, without versions.</summary>
    public required string[] Policies { get; init; }
}

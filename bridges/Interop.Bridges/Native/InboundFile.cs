namespace Interop.Bridges.Native;

/// <summary>
/// A file of a native message: what the network says of it, and where the connector gets it. The octets are fetched when the message is submitted,
/// by <see cref="Connectors.IFetchesFiles"/>; everything here is a stranger's claim.
/// </summary>
public sealed record InboundFile
{
    /// <summary>The connector's own words for where it is and how it is read; the core only keeps them.</summary>
    public required string Source { get; init; }

    /// <summary>The name that the sender gave; null when the network has none.</summary>
    public string? Name { get; init; }

    /// <summary>Media type, as the sender says.</summary>
    public string? ContentType { get; init; }

    /// <summary>Octets, as the sender says.</summary>
    public long? Size { get; init; }

    /// <summary>What stands in the text when the file cannot be carried, such as its link.</summary>
    public required string Otherwise { get; init; }
}

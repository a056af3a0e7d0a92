namespace Interop.Cli.Verification;

/// <summary>A file as the store knows it.</summary>
/// <param name="Leaf">Of a record that refers to it.</param>
/// <param name="Name">What the store calls its octets: keyed, so that it says nothing.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Key">Its key, wrapped.</param>
/// <param name="Size">Octets.</param>
internal sealed record MediaRow(long Leaf, string Name, string File, byte[] Key, long Size);

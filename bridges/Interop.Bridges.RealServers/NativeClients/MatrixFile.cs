namespace Interop.Bridges.RealServers.NativeClients;

/// <summary>A file that a client sends.</summary>
/// <param name="Name">As people see it.</param>
/// <param name="ContentType">Media type, as the client says.</param>
/// <param name="Octets">What is in it.</param>
public sealed record MatrixFile(string Name, string ContentType, byte[] Octets);

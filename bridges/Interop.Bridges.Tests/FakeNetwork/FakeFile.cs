namespace Interop.Bridges.Tests.FakeNetwork;

/// <summary>A file that the fake network keeps.</summary>
public sealed record FakeFile(string Name, string ContentType, byte[] Octets);

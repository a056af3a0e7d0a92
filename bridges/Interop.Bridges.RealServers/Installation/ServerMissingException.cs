namespace Interop.Bridges.RealServers.Installation;

/// <summary>A real server, or a tool that fetches it, is not on this machine. The message says what to do about it.</summary>
public sealed class ServerMissingException(string message) : Exception(message);

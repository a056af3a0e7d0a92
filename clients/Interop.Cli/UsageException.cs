namespace Interop.Cli;

/// <summary>The command was asked for something that it cannot start with; the message says what to do. Exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

namespace Interop.Server.Media.Scanning;

/// <summary>There is no verdict: the scanner is away, too slow, or does not take the file. The failure policy decides.</summary>
internal sealed class ScannerAwayException(string message, Exception? inner = null) : Exception(message, inner);

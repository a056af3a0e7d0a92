namespace Interop.Server.Delivery;

/// <param name="Cursor">Everything up to it was looked at.</param>
/// <param name="Frame">What of it is for this receiver; null for nothing.</param>
internal readonly record struct StreamPage(long Cursor, byte[]? Frame);

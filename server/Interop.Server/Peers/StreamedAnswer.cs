namespace Interop.Server.Peers;

/// <summary>
/// An answer to a peer that is not held in memory: its digest is known before its octets are read, so that it can be signed first. Disposed of by who
/// sends it.
/// </summary>
/// <param name="Octets">From the beginning.</param>
/// <param name="Length">How many.</param>
/// <param name="Hash">SHA-256 of all of them.</param>
internal sealed record StreamedAnswer(Stream Octets, long Length, byte[] Hash);

using Interop.Server.Media.Text;

namespace Interop.Server.Compliance.Content;

/// <summary>An attached file, and what was read of it.</summary>
/// <param name="Pointer">JSON Pointer into the content: to its part.</param>
/// <param name="Name">As the sender named it.</param>
/// <param name="Digest">base64url(SHA-256(octets)); empty of a file that is elsewhere.</param>
/// <param name="Reading">Its text, and whether that is all.</param>
internal sealed record ReadFile(string Pointer, string? Name, string Digest, MediaReading Reading);

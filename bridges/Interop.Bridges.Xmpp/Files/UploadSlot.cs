namespace Interop.Bridges.Xmpp.Files;

/// <summary>A place for one file (XEP-0363).</summary>
/// <param name="Put">Where the octets go.</param>
/// <param name="Headers">What the server wants with them: of Authorization, Cookie and Expires.</param>
/// <param name="Get">Where people fetch them.</param>
internal sealed record UploadSlot(Uri Put, IReadOnlyList<(string Name, string Value)> Headers, Uri Get);

namespace Interop.Protocol.Media;

/// <summary>An external part whose octets are media of a provider (spec 15).</summary>
/// <param name="Id">Which octets.</param>
/// <param name="Size">How many, as the sender says; the provider has checked it.</param>
/// <param name="ContentType">What the sender says they are.</param>
public sealed record MediaPart(MediaId Id, long Size, string ContentType);

namespace Interop.Server.Compliance.Policies;

/// <summary>What a redaction takes out of a content: a place in a string, or a whole part (spec 07).</summary>
/// <param name="Pointer">JSON Pointer (RFC 6901) into the content: to the string, or to the part.</param>
/// <param name="Start">First UTF-16 unit in the string as it was written.</param>
/// <param name="Length">UTF-16 units; 0: the whole part.</param>
/// <param name="Mask">What stands in its place; its length says nothing of what was there.</param>
internal sealed record Cut(string Pointer, int Start, int Length, string Mask)
{
    public bool IsPart => Length == 0;

    /// <param name="pointer">To the part.</param>
    public static Cut OfPart(string pointer) => new(pointer, 0, 0, "");
}

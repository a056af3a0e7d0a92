namespace Interop.Server.Media.Text;

/// <summary>What was read of a file.</summary>
/// <param name="Text">Its text, or what could be had of it; empty for none.</param>
/// <param name="Unreadable">Why there may be more; null when that is all.</param>
internal sealed record MediaReading(string Text, string? Unreadable)
{
    /// <summary>It, or a part of it, asks for a password.</summary>
    public const string Encrypted = "encrypted";

    /// <summary>It has more octets or characters than are read.</summary>
    public const string TooLarge = "tooLarge";

    /// <summary>It took longer than it may.</summary>
    public const string Time = "time";

    /// <summary>Of a type from which no text is taken.</summary>
    public const string Type = "type";

    /// <summary>It breaks off, or is not what it begins as.</summary>
    public const string Broken = "broken";

    /// <summary>Its octets are not here.</summary>
    public const string Absent = "absent";

    /// <summary>It has no text: a picture, a sound.</summary>
    public static readonly MediaReading Nothing = new("", null);

    public static MediaReading None(string why) => new("", why);
}

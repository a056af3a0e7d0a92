namespace Interop.Protocol.Supervision;

/// <summary>Limits of a declaration (spec 07). Octets are those of UTF-8.</summary>
public static class SupervisionLimits
{
    public const int VersionOctetsMax = 64;

    /// <summary>Of scope, purpose and legal basis, each.</summary>
    public const int SentenceOctetsMax = 512;

    /// <summary>Of the notice's text in one language.</summary>
    public const int TextOctetsMax = 8 * 1024;

    public const int LanguagesMax = 32;

    public const int LanguageOctetsMax = 35;

    public const int UrlOctetsMax = 1024;

    /// <summary>Organisations declared in one event.</summary>
    public const int DeclarationsMax = 64;
}

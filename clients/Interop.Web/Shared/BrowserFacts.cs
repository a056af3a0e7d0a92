namespace Interop.Web.Shared;

/// <param name="Zone">IANA name.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Theme">light, dark or system.</param>
public sealed record BrowserFacts(string Zone, string Language, string Theme);

namespace Interop.Protocol.BridgeApi;

/// <summary>The organisation's recording notice.</summary>
/// <param name="Version">Changes with the text; a new version is told again.</param>
/// <param name="Texts">BCP 47 language → text; "en" is always there.</param>
public sealed record NoticeText(string Version, Dictionary<string, string> Texts);

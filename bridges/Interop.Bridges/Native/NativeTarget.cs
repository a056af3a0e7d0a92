namespace Interop.Bridges.Native;

/// <summary>An earlier message in the same native room.</summary>
/// <param name="Id">The id that was given first (of a message in parts: of the first part).</param>
/// <param name="Aliases">Its other ids.</param>
/// <param name="Sender">The native account that it was sent by.</param>
/// <param name="Excerpt">The beginning of its text, for networks that quote; null when it is no longer known.</param>
public sealed record NativeTarget(NativeEventId Id, IReadOnlyList<NativeAlias> Aliases, NativeUserId Sender, string? Excerpt)
{
    /// <summary>The id of this kind, or the first id.</summary>
    public NativeEventId IdOf(string kind) => Aliases.FirstOrDefault(a => a.Kind == kind)?.Id ?? Id;
}

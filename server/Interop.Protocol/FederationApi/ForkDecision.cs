namespace Interop.Protocol.FederationApi;

/// <summary>An administrator decides which of two histories is gone on with (spec 06).</summary>
/// <param name="Accept">ours or theirs.</param>
public sealed record ForkDecision(string Accept)
{
    public const string Ours = "ours";
    public const string Theirs = "theirs";
}

namespace Interop.Server.Peers;

/// <summary>What somebody wants to do across two organisations.</summary>
/// <param name="Outgoing">One of our people sends it; else one of theirs.</param>
/// <param name="Features">What it needs: constants of Agreement (direct or rooms; attachments; bridged).</param>
/// <param name="User">Local part of our user who sends or receives it; null when it is about nobody.</param>
internal sealed record AgreementUse(bool Outgoing, IReadOnlyCollection<string> Features, string? User = null);

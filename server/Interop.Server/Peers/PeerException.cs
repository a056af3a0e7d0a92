using Interop.Protocol.Decisions;

namespace Interop.Server.Peers;

/// <summary>A peer could not be asked, or its answer does not count.</summary>
/// <param name="code">Class 4: try again later; class 5: trying again does not help.</param>
/// <param name="detail">A sentence for administrators.</param>
/// <param name="inner">What happened beneath.</param>
internal sealed class PeerException(DecisionCode code, string detail, Exception? inner = null) : Exception(detail, inner)
{
    public DecisionCode Code { get; } = code;

    /// <summary>What is told to a client for whom the peer was asked: it is not the client whose signature is wrong.</summary>
    public DecisionCode CodeForClients => Code == DecisionCodes.Unauthenticated ? DecisionCodes.PeerUnavailable : Code;

    /// <summary>When the peer asked to be left alone until then.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>It may go later, without anybody changing anything.</summary>
    public bool IsTransient => Code.Class == '4';
}

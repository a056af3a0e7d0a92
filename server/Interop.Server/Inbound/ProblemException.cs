using Interop.Protocol.Decisions;

namespace Interop.Server.Inbound;

/// <summary>A request that cannot be served, with its code: becomes an RFC 9457 answer. Thrown by endpoints only.</summary>
internal sealed class ProblemException(DecisionCode code, string? detail = null) : Exception(detail ?? code.Meaning)
{
    public DecisionCode Code { get; } = code;
}

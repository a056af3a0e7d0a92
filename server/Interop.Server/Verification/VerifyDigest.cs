using System.Security.Cryptography;
using Interop.Protocol.Decisions;
using Interop.Server.Pipeline;

namespace Interop.Server.Verification;

/// <summary>
/// Is the header the one whose digest names the event? The provider made both a moment ago; what comes back from the inbox has
/// been on a disk since.
/// </summary>
internal sealed class VerifyDigest : IStage
{
    public ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken)
    {
        if (context.InboxRow is null)
            return ValueTask.FromResult(Verdict.Continue);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(context.Header, digest);
        return ValueTask.FromResult(digest.SequenceEqual(context.EventDigest)
            ? Verdict.Continue
            : Verdict.Reject(DecisionCodes.Malformed, "The stored header does not match its event id."));
    }
}

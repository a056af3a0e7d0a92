using System.Text.Json;
using System.Threading.RateLimiting;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Identity;
using Interop.Server.Peers;

namespace Interop.Server.Inbound;

/// <summary>
/// Steps of consent between people of two organisations (spec 06), from our users and from peers. A stranger asks a few times an hour at
/// most: who is asked by everybody all day would turn it off.
/// </summary>
internal sealed class ConsentRequests(UserDirectory users, Consents consents, PeerClient peers, BarrierGate barriers, TimeProvider time) : IDisposable
{
    public const int RequestsPerHourMax = 20;

    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(requester => RateLimitPartition.GetSlidingWindowLimiter(
        requester, _ => new SlidingWindowRateLimiterOptions { PermitLimit = RequestsPerHourMax, Window = TimeSpan.FromHours(1), SegmentsPerWindow = 6, QueueLimit = 0 }));

    /// <summary>Our user asks or cancels, grants or revokes; the other's provider is told first, so that both sides have the same.</summary>
    public async Task TakeFromUserAsync(User user, ConsentMessage step)
    {
        var own = Asks(step) ? step.Requester : step.Target;
        var other = Asks(step) ? step.Target : step.Requester;
        if (own != user.UserId || other.Provider == users.Provider)
            throw new ProblemException(DecisionCodes.Malformed, "request and cancel are for the requester, grant and revoke for the target; the other one is of another organisation.");
        Limit(step);
        step = step with { At = WireTime.Format(time.GetUtcNow()) };
        consents.Check(step);
        var answer = await peers.AskAsync(other.Provider, HttpMethod.Post, "consent", JsonSerializer.SerializeToUtf8Bytes(step, OcipJson.Default.ConsentMessage));
        if (!answer.IsSuccess)
            throw answer.Problem($"{other.Provider} did not take it.");
        await consents.TakeAsync(step);
    }

    /// <summary>From a peer: request and cancel by its users, grant and revoke by its users of what ours have asked for.</summary>
    public Task TakeFromPeerAsync(ProviderName peer, ConsentMessage step)
    {
        if (step.Operation is not (ConsentMessage.Request or ConsentMessage.Cancel or ConsentMessage.Grant or ConsentMessage.Revoke))
            throw new ProblemException(DecisionCodes.Malformed, "operation: request, cancel, grant or revoke.");
        var (theirs, ours) = Asks(step) ? (step.Requester, step.Target) : (step.Target, step.Requester);
        if (theirs.Provider != peer || users.Find(ours) is not { IsOurs: true, Kind: User.Work or User.Service or User.Bridged })
            throw new ProblemException(DecisionCodes.NotFound, "There is no such user here.");
        Limit(step);
        return consents.TakeAsync(step);
    }

    public void Dispose() => limiter.Dispose();

    private static bool Asks(ConsentMessage step) => step.Operation is ConsentMessage.Request or ConsentMessage.Cancel;

    private void Limit(ConsentMessage step)
    {
        if (step.Operation != ConsentMessage.Request)
            return;
        // A request has a text: it would pass the barrier that keeps the messages back.
        if (barriers.StandsBetween(step.Requester, step.Target))
            throw new ProblemException(DecisionCodes.InformationBarrier);
        using var lease = limiter.AttemptAcquire(step.Requester.Value);
        if (!lease.IsAcquired)
            throw new ProblemException(DecisionCodes.QueueLimit, $"At most {RequestsPerHourMax} requests for consent an hour.");
    }
}

using System.Collections.Concurrent;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Outbound;

/// <summary>
/// Lets the submitter of an event for another provider's room hear what its hub said, when that comes soon. It is archived and on its
/// way in any case: who hears 2.1.0 sees it come back with its place, or gets a status when the hub refuses it.
/// </summary>
internal sealed class HubAnswers(TimeProvider time)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<EventId, TaskCompletionSource<SubmitResult>> expected = new();

    /// <summary>To be called before the event can leave.</summary>
    public void Expect(EventId id) => expected[id] = new TaskCompletionSource<SubmitResult>(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It does not leave: nobody waits.</summary>
    public void Forget(EventId id) => expected.TryRemove(id, out _);

    public void Tell(EventId id, SubmitResult result)
    {
        if (expected.TryGetValue(id, out var waiting))
            waiting.TrySetResult(result);
    }

    /// <param name="egress">What the own archive answered.</param>
    public async Task<SubmitResult> WaitAsync(EventId id, SubmitResult egress)
    {
        try
        {
            // Refused before it left, waiting to be decided on, or a repeat that was answered: there is nothing to wait for.
            if (egress.Seq is not null || egress.Code[0] != '2' || egress.Code == DecisionCodes.AcceptedArchivePending.Code || !expected.TryGetValue(id, out var waiting))
                return egress;
            var hub = await waiting.Task.WaitAsync(WaitMax, time);
            return egress with { Code = hub.Code[0] == '2' && egress.Code != DecisionCodes.DeliveredArchived.Code ? egress.Code : hub.Code, Detail = hub.Detail, Seq = hub.Seq };
        }
        catch (TimeoutException)
        {
            return egress with { Code = DecisionCodes.AcceptedArchivePending.Code, Detail = "Archived here; the room's provider has not answered yet." };
        }
        finally
        {
            expected.TryRemove(id, out _);
        }
    }
}

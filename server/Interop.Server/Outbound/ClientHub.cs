using System.Runtime.CompilerServices;
using Interop.Protocol.ClientApi;
using Interop.Server.Delivery;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Retention;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Interop.Server.Outbound;

/// <summary>The live binding (spec 13): the client API's submit, sync and ack over one SignalR connection.</summary>
[Authorize(Roles = Principal.Client)]
internal sealed class ClientHub(Submissions submissions, StreamSource source, OpenAnswers answers, Cursors cursors) : Hub
{
    private User Persona => Caller.User ?? throw new HubException("5.1.0 This token speaks for no persona.");

    /// <summary>As POST /client/submit. A refusal of the whole transaction is a HubException: code, space, sentence.</summary>
    public Task<SubmitResponse> Submit(RawJson transaction) =>
        Coded(() => submissions.SubmitAsync(Caller, Submissions.Parse(transaction.Utf8)));

    /// <summary>As GET /client/sync: frames after the cursor; without one from the acknowledged cursor on.</summary>
    public async IAsyncEnumerable<RawJson> Sync(long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = after is { } cursor ? Coded(() => source.Checked(Persona, cursor)) : cursors.Of(Persona, null);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Caller.Revoked);
        await foreach (var (_, frame) in source.FramesAsync(Persona, null, from, end.Token))
        {
            // Until the next is asked for, this one is being sent.
            using var sending = answers.Begin(Context.Abort);
            yield return new RawJson(frame);
        }
    }

    /// <summary>As POST /client/ack.</summary>
    public async Task Ack(long cursor)
    {
        try
        {
            await cursors.AcknowledgeAsync(Persona, null, cursor);
        }
        catch (ProblemException problem)
        {
            throw new HubException($"{problem.Code.Code} {problem.Message}", problem);
        }
    }

    private static T Coded<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (ProblemException problem)
        {
            throw new HubException($"{problem.Code.Code} {problem.Message}", problem);
        }
    }

    private Principal Caller => Context.GetHttpContext()!.Principal();
}

namespace Interop.Server.Pipeline;

/// <summary>One step of the way of an event through the server.</summary>
internal interface IStage
{
    /// <summary>
    /// Judges the event or acts on it. Sender mistakes are verdicts; an exception means infrastructure or a bug, and the
    /// event is not delivered.
    /// </summary>
    ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken);
}

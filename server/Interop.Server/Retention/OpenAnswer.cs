using Interop.Protocol.Evidence;

namespace Interop.Server.Retention;

/// <summary>One answer that is being sent, see <see cref="OpenAnswers"/>.</summary>
internal sealed class OpenAnswer(Action breakOff, Func<LeafRanges, bool> mayHave, Action<OpenAnswer> sent) : IDisposable
{
    private readonly Lock gate = new();
    private bool isSent;

    public bool MayHave(LeafRanges leaves) => mayHave(leaves);

    /// <summary>Its reader gets nothing more. Nothing happens once it is sent: the connection may serve another request by then.</summary>
    public void BreakOff()
    {
        lock (gate)
        {
            if (!isSent)
                breakOff();
        }
    }

    public void Dispose()
    {
        lock (gate)
            isSent = true;
        sent(this);
    }
}

using System.Runtime.CompilerServices;
using Interop.Protocol.Decisions;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Personal;

namespace Interop.Server.Delivery;

/// <summary>
/// A recipient's stream from a cursor on: first what the log has, then what is committed while it is open, without a gap and
/// without a repeat.
/// </summary>
internal sealed class StreamSource(FanOut fanOut, AppendLog log, RecipientReader reader, PersonalMailboxes personal)
{
    /// <summary>A cursor that this log can have given; one from beyond its end would be silent until the log has grown past it.</summary>
    /// <exception cref="ProblemException">5.5.0.</exception>
    public long Checked(User? user, long cursor) => user is { Kind: User.Personal } ? personal.Checked(cursor) : cursor >= -1 && cursor < Math.Max(log.Committed, 1)
        ? cursor
        : throw new ProblemException(DecisionCodes.Malformed, "The cursor is not one of this stream: begin again without a cursor, or with -1 for the start.");

    /// <param name="user">The user, or null for a bridge.</param>
    /// <param name="network">The bridge's network, or null for a user.</param>
    /// <param name="after">Cursor: everything up to it the receiver has.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public IAsyncEnumerable<(long Cursor, byte[] Frame)> FramesAsync(User? user, string? network, long after, CancellationToken cancellationToken) =>
        user is { Kind: User.Personal } ? personal.FramesAsync(user, after, cancellationToken) : ArchivedAsync(user, network, after, cancellationToken);

    private async IAsyncEnumerable<(long Cursor, byte[] Frame)> ArchivedAsync(User? user, string? network, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var subscription = new Subscription(user, network);
        fanOut.Attach(subscription);
        try
        {
            var cursor = after;
            while (true)
            {
                // Attached before the head is read: what is committed later comes through the queue, what was committed earlier is in the log.
                var head = log.Committed - 1;
                while (cursor < head)
                {
                    var page = reader.Read(user, network, cursor, head);
                    cursor = page.Cursor;
                    if (page.Frame is { } frame)
                        yield return (cursor, frame);
                }
                var caughtUp = Math.Max(cursor, head);
                while (!subscription.TakeOverflow())
                {
                    if (!await subscription.Items.WaitToReadAsync(cancellationToken))
                        yield break;
                    var writer = new FrameWriter();
                    while (!writer.IsFull && subscription.Items.TryRead(out var item))
                    {
                        if (item.Position <= caughtUp)
                            continue;
                        item.Write(writer, network);
                        cursor = Math.Max(cursor, item.Position);
                    }
                    if (writer.Count > 0)
                        yield return (cursor, writer.ToFrame(cursor));
                }
            }
        }
        finally
        {
            fanOut.Detach(subscription);
        }
    }
}

using Interop.Server.Identity;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Personal;

/// <summary>An event that waits until a recipient's client has it.</summary>
/// <param name="Position">In the recipient's stream.</param>
/// <param name="Event">Its id.</param>
/// <param name="Sender">Who wrote it, or whose message it changes: only the same one retracts it.</param>
/// <param name="Original">The message that it is about, or its own id.</param>
/// <param name="Json">A SyncItem. Cleared when it goes.</param>
internal sealed record PersonalItem(long Position, EventId Event, User Sender, EventId Original, byte[] Json)
{
    /// <summary>When it came in: positions are microseconds since 1970.</summary>
    public DateTimeOffset At => DateTimeOffset.UnixEpoch.AddMilliseconds(Position / 1000);
}

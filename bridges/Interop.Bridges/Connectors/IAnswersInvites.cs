using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>Optional: on this network one is invited and has to answer. The core calls it after an <see cref="InboundInvite"/>.</summary>
public interface IAnswersInvites
{
    /// <summary>Accepts (joins) or declines. Already so: done.</summary>
    Task AnswerInviteAsync(NativeRoomId room, NativeUserId invited, bool accept, CancellationToken cancellationToken);
}

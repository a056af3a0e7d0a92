using Interop.Protocol.Content;

namespace Interop.Web.Pages.Chat;

/// <summary>What a message said from a moment on.</summary>
/// <param name="Seq">Of the event that said it: the room's order, which is not the order of coming.</param>
/// <param name="At">When the provider took it.</param>
/// <param name="Content">What it said.</param>
public sealed record MessageVersion(long Seq, DateTimeOffset At, MessageContent Content)
{
    public string Text => ChatMessage.TextOf(Content);
}

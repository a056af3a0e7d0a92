using System.Text;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Rooms;

namespace Interop.Server.Inbound;

/// <summary>Checks on requests that make rooms.</summary>
internal static class RoomRequests
{
    public static void Check(string kind, int others, string? name, string? topic)
    {
        if (kind is not (Room.Group or Room.Direct))
            throw new ProblemException(DecisionCodes.Malformed, "kind is group or direct.");
        if (kind == Room.Direct && others != 1)
            throw new ProblemException(DecisionCodes.Malformed, "A direct room has exactly one other participant.");
        if (others > InboundLimits.ParticipantsMax)
            throw new ProblemException(DecisionCodes.TooLarge, $"At most {InboundLimits.ParticipantsMax} participants at once.");
        if (Octets(name) > EventLimits.RoomNameOctetsMax || Octets(topic) > EventLimits.RoomTopicOctetsMax)
            throw new ProblemException(DecisionCodes.TooLarge, "The room's name or topic is too long.");
        if (IsUnclean(name) || IsUnclean(topic))
            throw new ProblemException(DecisionCodes.Malformed, "The room's name or topic has a character that text may not have.");
    }

    private static bool IsUnclean(string? text) => TextRules.IndexOfRefused(text) >= 0;

    private static int Octets(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}

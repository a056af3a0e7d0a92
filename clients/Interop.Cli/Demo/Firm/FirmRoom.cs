using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.Firm;

/// <summary>A room of the firm: of colleagues, or of an employee and a client on another network.</summary>
/// <param name="Members">Places of the employees in the plan.</param>
/// <param name="Name">Null for chats of two.</param>
/// <param name="Language">What is mostly spoken there, place in <see cref="Generating.Language.All"/>.</param>
/// <param name="Weight">How much is written there, compared with others.</param>
internal sealed record FirmRoom(int[] Members, string? Name, int Language, double Weight)
{
    /// <summary>Somebody of no organisation here; null for a room of colleagues.</summary>
    public FirmClient? Client { get; init; }

    /// <summary>Nobody writes there any more.</summary>
    public bool IsOver { get; set; }

    /// <summary>Once made.</summary>
    public RoomId Room { get; set; }
}

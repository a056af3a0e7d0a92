using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Personal;

/// <summary>The client API for personal personas, where it differs from that for others.</summary>
internal sealed class PersonalClient(PersonalRooms rooms, PersonalDelivery delivery, PersonalMailboxes mailboxes, PersonaRefusals refusals, UserDirectory users)
{
    /// <summary>A room of personal personas of this organisation.</summary>
    /// <exception cref="ProblemException">5.3.0 when somebody is no personal persona, or of another organisation: that is counted, not kept.</exception>
    public async Task<RoomView> CreateAsync(User creator, CreateRoomRequest request)
    {
        var others = request.Participants.Select(users.Find).ToList();
        if (others.Any(u => u is not { Kind: User.Personal, IsOurs: true }))
        {
            await refusals.CountAsync();
            throw new ProblemException(DecisionCodes.PersonaConflict, "A personal room is for personal personas of this organisation.");
        }
        var (room, isNew) = await rooms.CreateAsync(request.Kind, creator, [.. others.OfType<User>().Where(u => u != creator)]);
        if (isNew)
            await delivery.BeginAsync(room, creator, request.Name, request.Topic);
        return room.View(mailboxes.Head);
    }

    public IEnumerable<RoomView> List(User persona) => persona.Kind == User.Personal ? rooms.Of(persona).Select(r => r.View(mailboxes.Head)) : [];

    /// <summary>Null when it is no personal room of this persona.</summary>
    public RoomView? Find(User persona, Guid room) => rooms.Find(room) is { } found && found.Find(persona) is not null ? found.View(mailboxes.Head) : null;

    /// <summary>
    /// What another persona sends to a personal room: refused and counted when it is a room of the same person, else there is no such room. Null when
    /// there is none.
    /// </summary>
    public SubmitResult? Refuse(Principal principal, EventDraft draft)
    {
        if (rooms.Find(draft.Room) is not { } room || !rooms.HasPersonaOf(room, principal.Account))
            return null;
        return Refuse("This room is personal; a work persona has no place in it.");
    }

    /// <summary>Counted beside the answer: the order of what else came in does not wait for it.</summary>
    public SubmitResult Refuse(string detail)
    {
        _ = refusals.CountAsync();
        return new SubmitResult { Code = DecisionCodes.PersonaConflict.Code, Detail = detail };
    }

    public Task<SubmitResponse> SubmitAsync(User sender, SubmitRequest request) => delivery.SubmitAsync(sender, request);
}

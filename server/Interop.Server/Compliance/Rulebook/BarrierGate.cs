using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Compliance.Policies;
using NodaTime;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>
/// Whether an information barrier stands between two people, where no event is judged: before one asks the other for consent, before a directory of another
/// organisation is asked on somebody's behalf, and where somebody would see or decide on something of the other's. As if one were brought into a room of the other.
/// </summary>
internal sealed class BarrierGate(ServerOptions options, Organisation organisation, PolicyBook book, TimeProvider time)
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    public bool StandsBetween(UserId one, UserId other)
    {
        if (options.Proxy is not null)
            return false;   // the proxy alone knows, and judges the join
        var now = time.GetUtcNow();
        var set = book.At(Instant.FromDateTimeOffset(now));
        foreach (var policy in set.Compiled)
        {
            // A barrier is for both, whoever its scope names.
            if (policy is ScopedPolicy { Source: { Kind: Kinds.BarrierKind.Name, Action: PolicyAction.Block } } barrier && (Keeps(barrier, one, other, now) || Keeps(barrier, other, one, now)))
                return true;
        }
        return false;
    }

    private bool Keeps(ScopedPolicy barrier, UserId one, UserId other, DateTimeOffset now)
    {
        var (sender, target) = (Person(one), Person(other));
        return barrier.Evaluate(new PolicyInput
        {
            Header = new EventHeader
            {
                Type = EventTypes.Membership, Room = RoomId.Of(options.Provider, Guid.CreateVersion7(now)), Sender = one, Origin = one.Provider, Created = WireTime.Format(now), ContentDigest = "",
            },
            Content = Nothing, Sender = sender, Recipients = [target], Participants = [sender], Now = Instant.FromDateTimeOffset(now), Groups = organisation.Groups, Change = MembershipChange.Join, Target = target,
        }).Effect == PolicyEffect.Block;
    }

    private PolicyPerson Person(UserId user) => new(user, PersonaKind.Work) { IsForeign = user.Provider != options.Provider };
}

using Dapper;
using Interop.Protocol.PolicyApi;
using Interop.Protocol.Time;
using Interop.Server.Compliance.Policies;
using Interop.Server.Identity;
using Interop.Server.Pipeline;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Compliance.Disclosures;

/// <summary>A disclosure on its way to people who have to be told: an event of type notice, and who is told by it.</summary>
/// <param name="Event">The notice; archived with the text as it was said.</param>
/// <param name="Said">Of which policy, in which language, and what.</param>
/// <param name="Told">To whom.</param>
internal sealed record DisclosureNotice(MessageContext Event, SaidDisclosure Said, IReadOnlyList<User> Told)
{
    /// <summary>In the commit of the notice: from then on they are told. A crash before it: nobody was, and the next event tells them.</summary>
    public void Put(SqliteConnection connection, long leaf, DateTimeOffset at) => connection.Execute("""
        INSERT INTO disclosures(user_id, policy, version, language, digest, answer, state, notice, room, told) VALUES (@user, @policy, @version, @language, @digest, @answer, @state, @leaf, @room, @at)
        ON CONFLICT (user_id, policy) DO UPDATE SET version=excluded.version, language=excluded.language, digest=excluded.digest, answer=excluded.answer, state=excluded.state,
            notice=excluded.notice, room=excluded.room, told=excluded.told, answered=NULL, record=NULL
        """, Told.Where(Reaches).Select(u => new
        {
            user = u.Id, policy = Said.Policy, version = Said.Version, language = Said.Language, digest = Said.Digest, answer = DisclosureState.Told, state = DisclosureStanding.Told, leaf, room = Event.Room.Id, at = WireTime.Format(at),
        }));

    /// <summary>A policy may keep even this from somebody: then that person was not told.</summary>
    private bool Reaches(User user) => Event.Exceptions?.Exists(e => e.User == user) != true;
}

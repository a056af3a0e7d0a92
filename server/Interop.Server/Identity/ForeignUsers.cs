using Dapper;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;

namespace Interop.Server.Identity;

/// <summary>Users of other providers, known here since they share a room with ours (spec 06). Their own provider vouches for them.</summary>
internal sealed class ForeignUsers(UserDirectory users, AppendLog log, TimeProvider time)
{
    /// <param name="id">Of another provider.</param>
    /// <param name="persona">work, service or bridged, as its provider says.</param>
    /// <param name="displayName">Null when it is not known: the short id stands for it.</param>
    public async ValueTask<User> FindOrAddAsync(UserId id, string persona, string? displayName)
    {
        if (users.Find(id) is { } known)
        {
            if (displayName is null || known.DisplayName == displayName)
                return known;
            await log.WriteAsync(c => c.Execute("UPDATE users SET display_name=@displayName WHERE id=@id", new { displayName, id = known.Id }));
            return users.Refresh(known.Id);
        }
        await log.WriteAsync(c => c.Execute(
            "INSERT INTO users(local, kind, display_name, created) VALUES (@local, @persona, @name, @created) ON CONFLICT DO NOTHING",
            new { local = id.Value, persona, name = displayName ?? id.Short, created = WireTime.Format(time.GetUtcNow()) }));
        return users.Find(id)!;
    }
}

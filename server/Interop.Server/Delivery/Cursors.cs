using Dapper;
using Interop.Protocol.Decisions;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Personal;
using Interop.Server.Storage;

namespace Interop.Server.Delivery;

/// <summary>How far each recipient has everything, durably: one number per user and per bridge.</summary>
internal sealed class Cursors(Database database, AppendLog log, PersonalMailboxes personal, FaultPoints faults)
{
    /// <summary>-1 when nothing was acknowledged yet.</summary>
    public long Of(User? user, string? network) => user is { Kind: User.Personal } ? personal.CursorOf(user) : database.Read(c => user is not null
        ? c.QuerySingleOrDefault<long?>("SELECT position FROM cursors WHERE user_id=@id", new { id = user.Id }) ?? -1
        : c.QuerySingleOrDefault<long?>("SELECT cursor FROM bridges WHERE network=@network", new { network }) ?? -1);

    /// <summary>Never goes back.</summary>
    public async Task AcknowledgeAsync(User? user, string? network, long position)
    {
        if (user is { Kind: User.Personal })
        {
            personal.Acknowledge(user, position);
            return;
        }
        if (position < -1 || position >= log.Committed)
            throw new ProblemException(DecisionCodes.Malformed, "The cursor is beyond the end of the stream.");
        await log.WriteAsync(connection => user is not null
            ? connection.Execute("INSERT INTO cursors(user_id, position) VALUES (@id, @position) ON CONFLICT (user_id) DO UPDATE SET position=max(position, excluded.position)",
                new { id = user.Id, position })
            : connection.Execute("UPDATE bridges SET cursor=max(cursor, @position) WHERE network=@network", new { network, position }));
        faults.Crash(FaultPoints.AckAfter);
    }
}

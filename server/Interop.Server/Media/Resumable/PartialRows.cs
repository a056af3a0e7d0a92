using Dapper;
using Interop.Protocol.Decisions;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Media.Resumable;

/// <summary>The rows of files that come in several requests. What a row says was taken in is on the disk.</summary>
internal sealed class PartialRows(Database database, AppendLog log, MediaKeys keys, ServerOptions options, TimeProvider time)
{
    private const string Columns = "SELECT id, key, octets, length, tail, expires, done FROM media_partial";

    public async Task<PartialUpload> AddAsync(User user, byte[] key, long length)
    {
        var now = time.GetUtcNow();
        var row = new PartialUpload(Guid.CreateVersion7(now).ToString("N"), null, 0, length, null, Expiry(now), null);
        await log.WriteAsync(c => c.Execute("INSERT INTO media_partial(id, owner, key, octets, length, expires) VALUES (@Id, @owner, @wrapped, 0, @Length, @Expires)",
            new { row.Id, owner = MediaOwner.Of(user), wrapped = keys.Wrap(c, now, key), row.Length, row.Expires }));
        return row;
    }

    /// <exception cref="ProblemException">5.5.4: there is none of this person.</exception>
    public PartialUpload Get(User user, string id) => database.Read(c => c.QuerySingleOrDefault<Row>($"{Columns} WHERE id=@id AND owner=@owner", new { id, owner = MediaOwner.Of(user) })) is { } row
        ? new PartialUpload(row.Id, row.Key, row.Octets, row.Length, row.Tail, row.Expires, row.Done)
        : throw new ProblemException(DecisionCodes.NotFound, "There is no such upload; begin a new one.");

    /// <summary>Acknowledges what is on the disk.</summary>
    /// <returns>The row as it is now.</returns>
    /// <exception cref="ProblemException">5.5.4: it expired, or was taken back, meanwhile.</exception>
    public async Task<PartialUpload> AdvanceAsync(PartialUpload row, long octets, byte[]? tail)
    {
        var to = row with { Octets = octets, Tail = tail, Expires = Expiry(time.GetUtcNow()) };
        var changed = await log.WriteAsync(c => c.Execute("UPDATE media_partial SET octets=@Octets, tail=@Tail, expires=@Expires WHERE id=@Id AND octets=@before AND done IS NULL",
            new { to.Octets, to.Tail, to.Expires, to.Id, before = row.Octets }));
        return changed == 1 ? to : throw new ProblemException(DecisionCodes.NotFound, "There is no such upload any more; begin a new one.");
    }

    public async Task RemoveAsync(PartialUpload row) => await log.WriteAsync(c => c.Execute("DELETE FROM media_partial WHERE id=@Id", new { row.Id }));

    private long Expiry(DateTimeOffset now) => (now + options.Media.UnusedFor).ToUnixTimeSeconds();

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public byte[]? Key { get; init; }

        public long Octets { get; init; }

        public long Length { get; init; }

        public byte[]? Tail { get; init; }

        public long Expires { get; init; }

        public string? Done { get; init; }
    }
}

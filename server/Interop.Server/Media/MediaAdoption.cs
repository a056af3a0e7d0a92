using System.Buffers;
using Dapper;
using Interop.Protocol.Media;
using Interop.Server.Archive;
using Interop.Server.Storage;

namespace Interop.Server.Media;

/// <summary>
/// Takes over what was kept before media were encrypted: each file is written anew, encrypted, and its rows are moved in one commit; then the plain file
/// goes. Before the first request is answered. A crash between: the encrypted file has no row and is swept, the plain one is taken over at the next start.
/// </summary>
internal sealed partial class MediaAdoption(ServerOptions options, Database database, AppendLog log, MediaFiles files, MediaNames names, MediaKeys keys, TimeProvider time, ILogger<MediaAdoption> logger) : IHostedService
{
    private const int BufferOctets = 64 * 1024;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var row in database.Read(c => c.Query<(string Digest, string Type, string Stored)>("SELECT digest, type, stored FROM media_plain").AsList()))
        {
            if (!MediaId.IsDigest(row.Digest) || Path.Combine(options.Data, "media", row.Digest[..2], row.Digest) is not { } plain || !File.Exists(plain))
            {
                LogMissing();
                continue;
            }
            await using (var arriving = files.Begin())
            {
                var arrived = await ReadAsync(plain, arriving, cancellationToken);
                files.Place(arrived.File);
                await log.WriteAsync(c => c.Execute("""
                    INSERT INTO media(name, file, key, size, type, stored) VALUES (@name, @File, @key, @Size, @Type, @Stored) ON CONFLICT DO NOTHING;
                    INSERT INTO media_uploads(owner, name, size, at) SELECT owner, @name, size, at FROM media_plain_uploads WHERE digest=@Digest;
                    INSERT INTO media_references(name, leaf, n, room_id, delivered, declared) SELECT @name, leaf, n, room_id, delivered, declared FROM media_plain_references WHERE digest=@Digest;
                    DELETE FROM media_plain_uploads WHERE digest=@Digest;
                    DELETE FROM media_plain_references WHERE digest=@Digest;
                    DELETE FROM media_plain WHERE digest=@Digest;
                    """, new { name = names.Of(row.Digest).Value, arrived.File, key = keys.Wrap(c, time.GetUtcNow(), arrived.Key), arrived.Size, row.Type, row.Stored, row.Digest }));
                files.Settle(arrived.File);
            }
            File.Delete(plain);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task<ArrivedMedia> ReadAsync(string plain, MediaWriter arriving, CancellationToken stop)
    {
        await using var octets = File.OpenRead(plain);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        try
        {
            int read;
            while ((read = await octets.ReadAsync(buffer, stop)) > 0)
                await arriving.WriteAsync(buffer.AsMemory(0, read), stop);
            return await arriving.FinishAsync();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A file that was kept before media were encrypted is missing; the records that refer to it stay as they are")]
    private partial void LogMissing();
}

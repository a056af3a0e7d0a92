using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Archive.Encryption;

/// <summary>
/// Which key-encryption key is in use, and the change to another: the new key wraps all group keys anew, a slice at a time beside everything
/// else; no body is written again. A crash in between leaves some groups under the old key, which stays until the rest has followed.
/// </summary>
internal sealed partial class KeyEncryptionRotation : BackgroundService
{
    private const int GroupsPerSlice = 500;
    private readonly Database database;
    private readonly IKeyEncryption encryption;
    private readonly AppendLog log;
    private readonly FaultPoints faults;
    private readonly TimeProvider time;
    private readonly ILogger<KeyEncryptionRotation> logger;
    private readonly SemaphoreSlim one = new(1);
    private readonly SemaphoreSlim changed = new(0);

    public KeyEncryptionRotation(Database database, IKeyEncryption encryption, AppendLog log, FaultPoints faults, TimeProvider time, ILogger<KeyEncryptionRotation> logger) =>
        (this.database, this.encryption, this.log, this.faults, this.time, this.logger) = (database, encryption, log, faults, time, logger);

    private KeyGroups Groups => database.Vault.Groups;

    public EncryptionView Now() => database.Read(c => new EncryptionView(Groups.Current, [.. c.Query<(string Id, string Created, string? Retired, string? Destroyed, long Count)>("""
        SELECT k.id, k.created, k.retired, k.destroyed, (SELECT count(*) FROM key_groups g WHERE g.kek=k.id) FROM key_encryption_keys k ORDER BY k.created, k.id
        """).Select(k => new EncryptionKeyView(k.Id, k.Created, k.Count, k.Retired, k.Destroyed))]));

    /// <summary>Makes a new key and begins to wrap with it.</summary>
    public async Task<EncryptionView> RotateAsync(Principal principal)
    {
        await one.WaitAsync();
        try
        {
            var (old, next) = (Groups.Current, encryption.Create());
            await log.AppendAsync(
                new LogRecord(LogRecord.Policy, new JsonObject { ["what"] = "encryption-key", ["keyId"] = next, ["state"] = "used" }, new JsonObject { ["by"] = principal.Account }),
                (connection, _) =>
                {
                    var at = WireTime.Format(time.GetUtcNow());
                    connection.Execute("UPDATE key_encryption_keys SET retired=@at WHERE id=@old", new { at, old });
                    connection.Execute("INSERT INTO key_encryption_keys(id, created) VALUES (@next, @at)", new { next, at });
                });
            Groups.Current = next;
        }
        finally
        {
            one.Release();
        }
        changed.Release();
        return Now();
    }

    /// <summary>Destroys a key that wraps nothing any more. Backups that were made under it cannot be read from then on.</summary>
    /// <exception cref="ProblemException">5.5.4: no such key; 5.5.0: it is in use.</exception>
    public async Task DestroyAsync(Principal principal, string id)
    {
        await one.WaitAsync();
        try
        {
            var key = Now().Keys.FirstOrDefault(k => k.Id == id && k.DestroyedAt is null) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such key.");
            if (key.RetiredAt is null || key.Groups > 0)
                throw new ProblemException(DecisionCodes.Malformed, key.RetiredAt is null ? "This key is in use. Rotate first." : $"{key.Groups} groups are still wrapped by this key. Wait until none is.");
            await log.AppendAsync(
                new LogRecord(LogRecord.Policy, new JsonObject { ["what"] = "encryption-key", ["keyId"] = id, ["state"] = "destroyed" }, new JsonObject { ["by"] = principal.Account }),
                (connection, _) => connection.Execute("UPDATE key_encryption_keys SET destroyed=@at WHERE id=@id", new { at = WireTime.Format(time.GetUtcNow()), id }));
            encryption.Destroy(id);
        }
        finally
        {
            one.Release();
        }
    }

    public override void Dispose()
    {
        one.Dispose();
        changed.Dispose();
        base.Dispose();
    }

    /// <summary>Wraps anew what is under another key: after a rotation, and at the start what a crash left.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var wrapped = 0;
            for (int slice; (slice = await log.WriteAsync(connection => Groups.Rewrap(connection, GroupsPerSlice))) > 0; wrapped += slice)
                faults.Crash(FaultPoints.RewrapSlice);
            if (wrapped > 0)
            {
                // Until then the old wrapping stands in the write-ahead log.
                log.AfterNextCommit(writer => writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
                LogRewrapped(wrapped, Groups.Current);
            }
            await changed.WaitAsync(stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} group keys are wrapped by the key-encryption key {Key} now")]
    private partial void LogRewrapped(int count, string key);
}

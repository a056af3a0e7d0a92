using System.Text.Json.Nodes;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Peers;

/// <summary>
/// Changes signing keys (spec 02): the next key is announced in the directory before it is used, and the old one counts on for what is
/// still on its way. Each change is a record of the archive.
/// </summary>
internal sealed class KeyRotations(ArchiveKeys keys, AppendLog log, TimeProvider time) : BackgroundService
{
    private readonly SemaphoreSlim one = new(1);

    /// <summary>Rotates and returns the keys of the purpose as they are published now.</summary>
    public async Task<JsonWebKeySet> RotateAsync(Principal principal, string purpose, KeyRotation rotation)
    {
        var ring = keys.Ring(purpose) ?? throw new ProblemException(DecisionCodes.NotFound, $"There is no purpose {purpose}.");
        var now = time.GetUtcNow();
        if (rotation.RevokedFrom is { } from && (!WireTime.TryParse(from, out var revoked) || revoked > now))
            throw new ProblemException(DecisionCodes.Malformed, "revokedFrom is a time of the past, of the form 2026-01-31T09:30:00.000Z.");
        await one.WaitAsync();
        try
        {
            var atOnce = rotation.Now == true || rotation.RevokedFrom is not null;
            var next = ring.Next;
            if (next is not null && !atOnce)
                throw new ProblemException(DecisionCodes.Malformed, $"The key {next.Kid} is announced already and used from {next.NotBefore} on; send now to use it at once.");
            await ChangeAsync(principal, ring, next, atOnce ? now : now + PeerLimits.AnnouncedFor, rotation.RevokedFrom);
        }
        finally
        {
            one.Release();
        }
        return new JsonWebKeySet(ring.Published);
    }

    public override void Dispose()
    {
        one.Dispose();
        base.Dispose();
    }

    /// <summary>Takes announced keys into use when their time has come.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PeerLimits.TurnEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var purpose in KeyPurposes.All)
                keys.Ring(purpose)!.Turn(time.GetUtcNow());
        }
    }

    private async Task ChangeAsync(Principal principal, KeyRing ring, JsonWebKey? announced, DateTimeOffset use, string? revokedFrom)
    {
        var old = ring.Published.First(k => k.Kid == ring.Current.KeyId);
        var (key, file) = announced is null ? keys.Files.Create(old.Purpose) : (null, null);
        var next = (announced ?? key!.PublicJwk("")) with { NotBefore = WireTime.Format(use) };
        var outgoing = old with { NotAfter = WireTime.Format(use + PeerLimits.CountsOnFor), Revoked = revokedFrom };
        var fields = new JsonObject
        {
            ["what"] = "key", ["purpose"] = old.Purpose, ["key"] = old.Kid, ["next"] = next.Kid, ["from"] = next.NotBefore, ["notAfter"] = outgoing.NotAfter,
        };
        if (revokedFrom is not null)
            fields["revoked"] = revokedFrom;
        // A crash before the commit: the old key goes on, and the new file is one that nothing names.
        await log.AppendAsync(new LogRecord(LogRecord.Policy, fields, new JsonObject { ["by"] = principal.Account }), (connection, _) =>
        {
            KeyFiles.Write(connection, outgoing, null);
            KeyFiles.Write(connection, next, file);
        });
        ring.Apply([(null, outgoing), (key, next)], time.GetUtcNow());
    }
}

using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Peers;

/// <summary>Keys change with overlap, and what an old one signed stays good (spec 02).</summary>
[Collection(PeerWorldTests.Name)]
public sealed class KeyRotationTests(PeerWorld world)
{
    [Fact]
    public async Task NextKey_IsAnnounced_BeforeItIsUsed()
    {
        var before = Of(await world.AcmeKeysAsync(), KeyPurposes.Stamp);
        var keys = Of(await RotateAsync(KeyPurposes.Stamp, new KeyRotation()), KeyPurposes.Stamp);
        Assert.Equal(before.Length + 1, keys.Length);
        var (old, next) = (keys[^2], keys[^1]);
        Assert.Equal(before[^1].Kid, old.Kid);
        var until = WireTime.Parse(next.NotBefore) - TimeProvider.System.GetUtcNow();
        Assert.InRange(until, TimeSpan.FromHours(47.9), TimeSpan.FromHours(48));
        Assert.Equal(TimeSpan.FromDays(7), WireTime.Parse(old.NotAfter!) - WireTime.Parse(next.NotBefore));
        using var http = new RawHttp(world.Two.Acme.Server.Address, world.Two.Acme.AdminToken);
        RawHttp.AssertProblem(await http.PostAsync("admin/keys/stamp/rotate", "{}"), "5.5.0");
        RawHttp.AssertProblem(await http.PostAsync("admin/keys/nonsense/rotate", "{}"), "5.5.4");
        RawHttp.AssertProblem(await http.PostAsync("admin/keys/stamp/rotate", """{"revokedFrom":"2999-01-01T00:00:00.000Z"}"""), "5.5.0");
    }

    [Fact]
    public async Task KeysThatChangeAtOnce_SignAtOnce_AndTheArchiveStillVerifies()
    {
        var alice = await world.Two.Acme.PersonAsync("alice" + Guid.CreateVersion7().ToString("N")[..12]);
        var bob = await world.Two.Acme.PersonAsync("bob" + Guid.CreateVersion7().ToString("N")[..12]);
        var room = await Scene.RoomAsync(alice, bob);
        await alice.SayAsync(room, "before");
        foreach (var purpose in new[] { KeyPurposes.Event, KeyPurposes.Receipt, KeyPurposes.Checkpoint, KeyPurposes.Hub })
            await RotateAsync(purpose, new KeyRotation { Now = true });
        await alice.SayAsync(room, "after");
        await world.Two.Acme.Server.RestartAsync();
        await alice.SayAsync(room, "after a restart");

        var keys = await world.AcmeKeysAsync();
        var audit = await world.AuditAsync();
        var changes = audit.OfKind("policy").Where(r => r.Record.GetProperty("what").GetString() == "key").Select(r => r.Record.GetProperty("purpose").GetString()).ToList();
        Assert.Subset(changes.ToHashSet(), new HashSet<string?> { KeyPurposes.Event, KeyPurposes.Receipt, KeyPurposes.Checkpoint, KeyPurposes.Hub });
        var page = await world.Two.Acme.Office.Archive.CheckpointAsync();
        Assert.True(Interop.Protocol.Evidence.Checkpoint.TryVerify(page, VerificationKey.From(Of(keys, KeyPurposes.Checkpoint)[^1]), out _));
    }

    [Fact]
    public async Task RequestKeyThatChangesAtOnce_IsFetchedByThePeer()
    {
        using var office = new RawHttp(world.Two.Acme.Server.Address, world.Two.Acme.AdminToken);
        Assert.Equal(200, (await office.GetAsync("admin/peers/globex.example/agreement")).Status);
        using var other = new RawHttp(world.Two.Globex.Server.Address, world.Two.Globex.AdminToken);
        Assert.Equal(200, (await other.GetAsync("admin/peers/acme.example/agreement")).Status);
        await RotateAsync(KeyPurposes.Request, new KeyRotation { RevokedFrom = FakePeer.Ago(1) });
        // Globex knows acme's directory without the new key, and acme's answer must be believed all the same.
        Assert.Equal(200, (await office.GetAsync("admin/peers/globex.example/agreement")).Status);
        Assert.Equal(200, (await other.GetAsync("admin/peers/acme.example/agreement")).Status);
        Assert.NotNull(Of(await world.AcmeKeysAsync(), KeyPurposes.Request)[^2].Revoked);
    }

    [Fact]
    public async Task DirectoryKeyThatChangesAtOnce_IsVouchedForByTheOldOne()
    {
        using var other = new RawHttp(world.Two.Globex.Server.Address, world.Two.Globex.AdminToken);
        Assert.Equal(200, (await other.GetAsync("admin/peers/acme.example")).Status);
        await RotateAsync(KeyPurposes.Directory, new KeyRotation { Now = true });
        Assert.Equal(200, (await other.GetAsync("admin/peers/acme.example")).Status);
    }

    private async Task<JsonWebKeySet> RotateAsync(string purpose, KeyRotation rotation)
    {
        using var http = new RawHttp(world.Two.Acme.Server.Address, world.Two.Acme.AdminToken);
        var answer = await http.PostAsync($"admin/keys/{purpose}/rotate", JsonSerializer.Serialize(rotation, OcipJson.Default.KeyRotation));
        Assert.True(answer.Status == 200, answer.Body.ToString());
        return answer.Body.Deserialize(OcipJson.Default.JsonWebKeySet)!;
    }

    private static JsonWebKey[] Of(JsonWebKeySet keys, string purpose) => [.. keys.Keys.Where(k => k.Purpose == purpose)];
}

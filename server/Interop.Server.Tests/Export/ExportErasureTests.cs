using Interop.Protocol.ArchiveApi;
using Interop.Protocol.ClientApi;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Media;
using Interop.Server.Tests.Retention;
using Xunit;

namespace Interop.Server.Tests.Export;

/// <summary>A package on the server, and whatever is being sent, is a copy of what it has: it goes with a body that ends (spec 8.15, 9.8).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class ExportErasureTests
{
    [Fact]
    public async Task PackageWithABodyThatEnded_GoesWithIt_OthersStay_AndSlowReadersAreBrokenOff()
    {
        const int Large = 12_000_000;
        await using var world = await RetentionWorld.OpenAsync();
        using var packages = await Packages.OpenAsync(world.Scene, "olga", "examiner");
        await world.PutAsync("archive/schedule", RetentionWorld.Schedule);
        var said = await world.Alice.SayAsync(world.Room, "goes in a day");
        var (media, _) = await Attached.SendAsync(world.Alice, world.Room, Attached.Picture(Large));
        for (var i = 0; i < 9; i++)
            await world.Alice.Client.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [.. Enumerable.Range(0, 20).Select(n => Actor.Message(world.Room, $"{n} " + new string('x', 50_000)))]));
        var (whole, path) = await packages.MakeAsync(new ExportScope(), "csv");
        var (other, _) = await packages.MakeAsync(new ExportScope { Ranges = [new IndexRange(0, said.Index!.Value - 1)] });
        var address = world.Scene.Server.Address;
        using var journal = await StalledReader.OpenAsync(address, "archive/journal?after=-1", world.Scene.AdminToken);
        using var file = await StalledReader.OpenAsync(address, $"client/media/{media.Digest}", world.Bob.Token);
        using var export = await StalledReader.OpenAsync(address, $"archive/exports/{whole.Id}/package", packages.Token);

        await world.AheadAsync(3);
        await world.DoneAsync(await world.ApprovedAsync());

        // What was on its way through the network may come; the rest is sent to nobody.
        foreach (var (reader, octets) in new[] { (journal, 9_000_000L), (file, Large), (export, whole.Octets) })
            Assert.InRange(await reader.RestAsync(), 1, octets * 3 / 4);
        Assert.Equal("5.5.4", (await Attached.GetAsync(world.Bob, media.Digest)).Code);
        Assert.Equal("removed", (await packages.Office.Archive.ExportAsync(whole.Id)).State);
        Assert.False(Directory.Exists(Path.Combine(world.Scene.Server.Data, "exports", whole.Id)));
        packages.Good(await packages.FetchAsync(other));
        // What was fetched before stays good; what is made from now on says that the body is erased.
        packages.Good(path);
        var (later, after) = await packages.MakeAsync(new ExportScope(), Packages.AllFormats);
        packages.Good(after);
        Assert.Contains(later.Omitted, o => o is { Reason: "erased", Count: > 0 });
    }

    [Fact]
    public async Task ExportUnderWay_BeginsAnew_AndSaysWhatItLeftOut()
    {
        await using var world = await RetentionWorld.OpenAsync("--fault", FaultPoints.ExportHeld + ":2");
        using var packages = await Packages.OpenAsync(world.Scene, "olga", "examiner");
        await world.PutAsync("archive/schedule", RetentionWorld.Schedule);
        var gone = (await world.Alice.SayAsync(world.Room, "goes in a day")).Index!.Value;
        var first = await HeldAsync(packages);
        await world.AheadAsync(3);
        await world.DoneAsync(await world.ApprovedAsync());
        await IsWithoutAsync(packages, first, gone);

        // The server dies just after the body has ended: what was written until then is under a key that is gone.
        await world.RestartAsync("--fault", $"{FaultPoints.ExportHeld}:2,{FaultPoints.DispositionBodies}");
        var second = (await world.Bob.SayAsync(world.Room, "goes too")).Index!.Value;
        var killed = await HeldAsync(packages);
        await world.AheadAsync(6);
        await world.ApprovedAsync();
        Assert.True(await world.Scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(30)));
        await world.RestartAsync();
        await IsWithoutAsync(packages, killed, second);
        Assert.Equal(4, (await world.Scene.AuditAsync()).OfKind("export").Count());
    }

    /// <summary>An export that has written its records and waits.</summary>
    private static async Task<string> HeldAsync(Packages packages)
    {
        var id = (await packages.Office.Archive.ExportAsync(new ExportRequest("an examination", ["csv", "html"], new ExportScope()))).Id;
        for (var i = 0; i < 600; i++, await Pause.Ms(50))
        {
            if (await packages.Office.Archive.ExportAsync(id) is { State: "running", Records: > 0, Done: var done, Total: var total } && done == total)
                return id;
        }
        throw new TimeoutException("the export did not write its records in time");
    }

    private static async Task IsWithoutAsync(Packages packages, string id, long index)
    {
        var view = await packages.UntilEndedAsync(id);
        Assert.Equal("done", view.State);
        Assert.Contains("began anew", view.Detail, StringComparison.Ordinal);
        Assert.Contains(view.Omitted, o => o is { Reason: "erased", Count: > 0 });
        var path = await packages.FetchAsync(view);
        var report = packages.Good(path);
        Assert.True(report.Ended > 0 && report.Dispositions > 0);
        Assert.Contains($"\"index\":{index},", await Packages.TextAsync(path, "records.ndjson"), StringComparison.Ordinal);
        Assert.DoesNotContain("goes ", await Packages.TextAsync(path, "records.ndjson"), StringComparison.Ordinal);
    }
}

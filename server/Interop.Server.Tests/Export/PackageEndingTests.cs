using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Retention;
using Xunit;

namespace Interop.Server.Tests.Export;

/// <summary>A package says of each body that has ended under which disposition it did, whatever its scope; a verifier demands that (spec 08.15, 9.8).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class PackageEndingTests
{
    [Fact]
    public async Task ErasedBody_BringsItsDisposition_BesideTheScope_AndNoneIsGoodWithout()
    {
        await using var world = await RetentionWorld.OpenAsync();
        using var packages = await Packages.OpenAsync(world.Scene, "olga", "examiner");
        await world.PutAsync("archive/schedule", RetentionWorld.Schedule);
        var said = new[] { await world.Alice.SayAsync(world.Room, "goes in a day"), await world.Bob.SayAsync(world.Room, "goes too") }.Select(s => s.Index!.Value).ToArray();
        await world.AheadAsync(3);
        await world.DoneAsync(await world.ApprovedAsync());

        // One of two: the disposition is here, and its root cannot be computed.
        var (_, one) = await packages.MakeAsync(new ExportScope { Ranges = [new IndexRange(said[0], said[0])] }, "csv");
        var report = packages.Good(one);
        Assert.Equal((3, 1, 1, 1), (report.Records, report.Ended, report.Dispositions, report.RootsNotShown));
        Assert.Equal(2, report.Manifest!.Beside!.Length);
        var (indexes, kinds) = (await Packages.IndexesAsync(one), await Packages.KindsAsync(one));
        Assert.Equal([said[0], .. report.Manifest.Beside], indexes);
        Assert.Equal(["event", "disposition", "disposition"], kinds);
        // All of them: the root is computed; nothing is beside a scope that has everything.
        var (_, all) = await packages.MakeAsync(new ExportScope(), "csv");
        report = packages.Good(all);
        Assert.Equal((0, null), (report.RootsNotShown, report.Manifest!.Beside));
        Assert.True(report.Ended >= 2);
        // Nothing has ended in it: nothing is beside it.
        var (_, none) = await packages.MakeAsync(new ExportScope { Kinds = ["link"] });
        Assert.Null(packages.Good(none).Manifest!.Beside);
        // A person's copy tells that they have ended, and not who decided on it.
        var (view, copy) = await packages.MakeAsync(new ExportRequest("a copy", [], new ExportScope(), ClientCopy: world.Alice.User));
        Assert.Equal(2, packages.Good(copy).Manifest!.Beside!.Length);
        Assert.Contains(view.Omitted, o => o is { Reason: "notGiven", Count: 2 });
        Assert.DoesNotContain("approvedBy", await Packages.TextAsync(copy, "records.ndjson"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tampered_ByWhoHasTheKey_IsNamed()
    {
        await using var world = await RetentionWorld.OpenAsync();
        using var packages = await Packages.OpenAsync(world.Scene, "olga", "examiner");
        await world.PutAsync("archive/schedule", RetentionWorld.Schedule);
        var said = (await world.Alice.SayAsync(world.Room, "goes in a day")).Index!.Value;
        var (_, before) = await packages.MakeAsync(new ExportScope { Ranges = [new IndexRange(said, said)] });
        // The content is gone, and nothing tells of its end.
        using var forger = new Forger(before);
        Assert.Null(forger.Verify().Fault);
        forger.Records(line => Forger.WithoutBody(line, "erased"));
        forger.Omit("erased", 1);
        Assert.Contains($"record {said}: the content is said to be erased, and no disposition", forger.Verify().Fault!.Message, StringComparison.Ordinal);
        Assert.Equal((PackageFile, 0L), (forger.Verify().Fault!.File, forger.Verify().Fault!.Offset));
        forger.Records(line => line.Replace("\"bodyAbsent\":\"erased\"", "\"bodyAbsent\":\"notKept\"", StringComparison.Ordinal));
        Assert.Contains("is said to be notKept, which the content of such a record cannot be", forger.Verify().Fault!.Message, StringComparison.Ordinal);

        await world.AheadAsync(3);
        await world.DoneAsync(await world.ApprovedAsync());
        var (_, after) = await packages.MakeAsync(new ExportScope { Ranges = [new IndexRange(said, said)] });
        var beside = packages.Good(after).Manifest!.Beside!;
        using var second = new Forger(after);
        Assert.Null(second.Verify().Fault);
        // A record beside the scope that tells of nothing here.
        second.Manifest(m => m with { Beside = [said, .. beside] });
        Assert.Contains($"record {said} beside the scope", second.Verify().Fault!.Message, StringComparison.Ordinal);
    }

    private const string PackageFile = "records.ndjson";
}

using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Retention;
using Xunit;

namespace Interop.Server.Tests.Export;

/// <summary>A package that waits on the server is a copy of what it has: it goes with a body that ends.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class ExportErasureTests
{
    [Fact]
    public async Task PackageWithABodyThatEnded_GoesWithIt_OthersStay()
    {
        await using var world = await RetentionWorld.OpenAsync();
        using var packages = await Packages.OpenAsync(world.Scene, "olga", "examiner");
        await world.PutAsync("archive/schedule", RetentionWorld.Schedule);
        var said = await world.Alice.SayAsync(world.Room, "goes in a day");
        var (whole, path) = await packages.MakeAsync(new ExportScope(), "csv");
        var (other, _) = await packages.MakeAsync(new ExportScope { Ranges = [new IndexRange(0, said.Index!.Value - 1)] });

        await world.AheadAsync(3);
        await world.DoneAsync(await world.ApprovedAsync());

        Assert.Equal("removed", (await packages.Office.Archive.ExportAsync(whole.Id)).State);
        Assert.False(Directory.Exists(Path.Combine(world.Scene.Server.Data, "exports", whole.Id)));
        packages.Good(await packages.FetchAsync(other));
        // What was fetched before stays good; what is made from now on says that the body is erased.
        packages.Good(path);
        var (later, after) = await packages.MakeAsync(new ExportScope(), Packages.AllFormats);
        packages.Good(after);
        Assert.Contains(later.Omitted, o => o is { Reason: "erased", Count: > 0 });
    }
}

using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Export;
using Interop.Server.Tests.Retention;
using Xunit;

namespace Interop.Server.Tests.Faults;

/// <summary>A disk with no room left (ENOSPC) under everything that the server writes: log, search index, exports, dispositions, holds, backups.</summary>
[Collection(RealServerTests.Name)]
public sealed class RealDiskTests
{
    private const long Scarce = 2 << 20;
    private static readonly string[] Options = ["--watch-every", "1", "--export-free", "1", "--media-free", "1"];
    private readonly List<(string Word, string Text)> acknowledged = [];
    private int tries;

    [Fact]
    public async Task FullDisk_LosesNothing_ClaimsNothing_AndAllGoesOnWhenThereIsRoom()
    {
        if (!SmallDisk.IsPossible)
            return; // Not root: FullDiskTests fills the disk by a limit on the length of files, which everybody can set.
        using var disk = new SmallDisk(64);
        await using var scene = await Scene.OpenAsync(await ServerProcess.StartOnAsync(Path.Combine(disk.Folder, "data"), Options));
        using var packages = await Packages.OpenAsync(scene, "dana", "records");
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        while (acknowledged.Count < 100)
            Assert.True(await SayAsync(alice, room));

        while (await scene.Office.Archive.SearchIndexAsync() is var index && index.Searched < index.Records)
            await Pause.Ms(50);

        // There is room for what people say, and not for an export.
        disk.Fill(Scarce);
        var failed = await packages.UntilEndedAsync((await packages.Office.Archive.ExportAsync(new ExportRequest("too much", Packages.AllFormats, new ExportScope()))).Id);
        Assert.Equal(("failed", "noSpace"), (failed.State, failed.Code));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(scene.Server.Data, "exports")));
        // What the log and the index have taken meanwhile is not what this is about.
        disk.MakeRoom();
        disk.Fill(Scarce);
        Assert.True(await SayAsync(alice, room), "there was room for a message");

        // There is room for nothing: log and index meet it while they work.
        var full = false;
        for (var n = 0; n < 200 && !full; n++)
        {
            disk.Fill();
            full = !await SayAsync(alice, room) && (await UnwritableArchiveTests.HealthAsync(scene)).Code == "4.1.0";
        }
        Assert.True(full, "the disk never was full");
        await UnwritableArchiveTests.StandsAsync(scene, "diskFull");
        // A small commit may still find a place in the archive's own file, and end the stall: until the watch has seen one, it goes on.
        for (var n = 0; n < 1200 && !await UnwritableArchiveTests.IsStandingAsync(scene, "archiveStalled"); n++)
        {
            disk.Fill();
            await SayAsync(alice, room);
        }
        await UnwritableArchiveTests.StandsAsync(scene, "archiveStalled");
        Assert.NotEqual("done", await ExportAsync(packages));
        Assert.Equal(acknowledged.Select(a => a.Text), (await scene.AuditAsync()).Texts);
        // It starts without room, too. What it can overwrite of its own files may take another message: then that one counts.
        await scene.Server.RestartAsync(Options);
        await SayAsync(alice, room);

        disk.MakeRoom();
        for (var n = 0; n < 100 && !await SayAsync(alice, room); n++)
            await Pause.Ms(100);
        var (view, path) = await packages.MakeAsync(new ExportRequest("all", Packages.AllFormats, new ExportScope()));
        Assert.Equal("done", view.State);
        packages.Good(path);
        Assert.Equal(acknowledged.Select(a => a.Text), (await scene.AuditAsync()).Texts);
        using var reviewer = await ReviewerAsync(scene);
        foreach (var (word, _) in acknowledged.TakeLast(20))
            Assert.Equal(1, await FoundAsync(reviewer, word));
        Assert.Null((await scene.Office.Archive.SearchIndexAsync()).Incomplete);
    }

    [Fact]
    public async Task FullDisk_EndsNothingHalf_AndDispositionHoldAndBackupGoOnWhenThereIsRoom()
    {
        if (!SmallDisk.IsPossible)
            return; // Not root: FullDiskTests tries a backup by a limit, DispositionFaultTests the half disposition by faults.
        using var disk = new SmallDisk(64);
        await using var world = await RetentionWorld.OpenOnAsync(Path.Combine(disk.Folder, "data"), [.. Options, "--backups", Directory.CreateDirectory(Path.Combine(disk.Folder, "backups")).FullName]);
        await world.PutAsync("archive/schedule", RetentionWorld.Schedule);
        while (acknowledged.Count < 60)
            Assert.True(await SayAsync(world.Alice, world.Room));
        await world.AheadAsync(3);
        var (_, proposal, _) = await world.Dana.PostAsync("archive/dispositions", "{}");
        Assert.Equal(acknowledged.Count, proposal.GetProperty("count").GetInt32());

        // Room for the approval, at most: the bodies meet the full disk, or what of them the files had room for has ended.
        disk.Fill(Scarce / 16);
        var approved = await TakenAsync(() => world.Erin.PostAsync($"archive/dispositions/{proposal.GetProperty("id").GetString()}/approve", ""));
        disk.Fill();
        var opened = await TakenAsync(() => world.Dana.PostAsync("archive/cases", """{"name":"Doe v. Acme"}"""));
        using (var answer = await world.Scene.Http.PostAsJsonAsync(new Uri("ocip/v1/archive/backups", UriKind.Relative), new BackupRequest("no-room"), Protocol.OcipJson.Default.BackupRequest))
        {
            Assert.Contains((int)answer.StatusCode, (int[])[202, 503]);
            if (answer.IsSuccessStatusCode)
                Assert.Equal((BackupView.Failed, "4.1.0"), await BackedUpAsync(world, "no-room") is var none ? (none.State, none.Code) : default);
        }
        Assert.False(Directory.Exists(Path.Combine(disk.Folder, "backups", "no-room")));
        Assert.False(world.Scene.Server.HasExited, world.Scene.Server.Output);
        // Whatever has ended, the log says that it may have, and no certificate says more than is so.
        Assert.Contains("is not done", world.Verify().Fault ?? "is not done", StringComparison.Ordinal);

        disk.MakeRoom();
        if (!approved)
            Assert.True(await UntilTakenAsync(() => world.Erin.PostAsync($"archive/dispositions/{proposal.GetProperty("id").GetString()}/approve", "")));
        if (!opened)
            Assert.True(await UntilTakenAsync(() => world.Dana.PostAsync("archive/cases", """{"name":"Doe v. Acme"}""")));
        Assert.Equal(acknowledged.Count, (await world.DoneAsync(proposal)).GetProperty("ended").GetInt32());
        var report = world.Verify();
        Assert.Equal((null, acknowledged.Count), (report.Fault, (int)report.Ended));
        using (var answer = await world.Scene.Http.PostAsJsonAsync(new Uri("ocip/v1/archive/backups", UriKind.Relative), new BackupRequest("room"), Protocol.OcipJson.Default.BackupRequest))
            Assert.Equal(202, (int)answer.StatusCode);
        Assert.Equal(BackupView.Done, (await BackedUpAsync(world, "room")).State);
        await world.Scene.AuditAsync();
    }

    private static async Task<BackupView> BackedUpAsync(RetentionWorld world, string name)
    {
        for (var n = 0; n < 300; n++, await Pause.Ms(100))
        {
            if (await world.Scene.Office.Archive.BackupAsync(name) is { State: not BackupView.Running } end)
                return end;
        }
        throw new TimeoutException("the backup neither ends nor fails");
    }

    /// <summary>Whether it was taken; the only other answer is that the archive cannot be written.</summary>
    private static async Task<bool> TakenAsync(Func<Task<(int Status, System.Text.Json.JsonElement Body, HttpResponseMessage Response)>> ask)
    {
        var (status, body, response) = await ask();
        using (response)
        {
            Assert.True(status is 200 or 201 || body.GetProperty("code").GetString() == "4.1.0", $"{status} {body}");
            return status < 300;
        }
    }

    private static async Task<bool> UntilTakenAsync(Func<Task<(int Status, System.Text.Json.JsonElement Body, HttpResponseMessage Response)>> ask)
    {
        for (var n = 0; n < 300; n++, await Pause.Ms(100))
        {
            if (await TakenAsync(ask))
                return true;
        }
        return false;
    }

    /// <summary>What becomes of an export that is asked for now: its state, or the code of the refusal.</summary>
    private static async Task<string> ExportAsync(Packages packages)
    {
        try
        {
            return (await packages.Office.Archive.ExportAsync(new ExportRequest("none", [], new ExportScope()))).State;
        }
        catch (OcipProblemException refused)
        {
            Assert.Equal("4.1.0", refused.Problem.Code);
            return refused.Problem.Code;
        }
    }

    /// <summary>Says something long of words that nobody has said. False: nothing was accepted.</summary>
    private async Task<bool> SayAsync(Actor alice, RoomId room)
    {
        var word = string.Create(CultureInfo.InvariantCulture, $"w{tries++}x");
        var text = $"{word} {string.Join(' ', Enumerable.Range(0, 400).Select(_ => Convert.ToHexString(RandomNumberGenerator.GetBytes(4))))}";
        try
        {
            var code = (await alice.SayAsync(room, text)).Code;
            Assert.Contains(code, (string[])["2.0.0", "4.1.0"]);
            if (code != "2.0.0")
                return false;
        }
        catch (OcipProblemException refused) when (refused.Problem.Code == "4.1.0")
        {
            return false;
        }
        acknowledged.Add((word, text));
        return true;
    }

    private static async Task<OcipClient> ReviewerAsync(Scene scene)
    {
        await scene.Admin.CreateAccountAsync(new AccountRequest("rita", "rita", [new PersonaRequest("work", "rita")]));
        return new OcipClient(scene.Server.Address, (await scene.Admin.CreateTokenAsync("rita", new TokenRequest(["reviewer"]))).Token);
    }

    private static async Task<int> FoundAsync(OcipClient reviewer, string word)
    {
        for (var n = 0; ; n++, await Pause.Ms(100))
        {
            var page = await reviewer.Archive.SearchAsync([KeyValuePair.Create("q", word)]);
            if (page.Hits.Length > 0 || n == 300)
                return page.Hits.Length;
        }
    }
}

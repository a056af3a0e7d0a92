using Interop.Client;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Search;

/// <summary>Searches that officers keep (spec 8.14).</summary>
[Collection(RealServerTests.Name)]
public sealed class SavedSearchTests(RealServer server)
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    [Fact]
    public async Task Searches_AreKept_Shared_Changed_AndRemoved_OnRecord()
    {
        using var ivan = await scene.OfficerAsync("ivan" + suffix, "investigator");
        using var rita = await scene.OfficerAsync("rita" + suffix, "reviewer");
        using var paul = await scene.OfficerAsync("paul" + suffix, "privacy");
        var word = "xylophonist" + suffix.Replace("-", "", StringComparison.Ordinal);
        var kept = await ivan.Archive.SaveSearchAsync(new SavedSearchRequest(" Who plays? ", $"q={word}&type=message"));
        Assert.Equal(("Who plays?", "ivan" + suffix, null), (kept.Name, kept.By, kept.Roles));
        Assert.Empty(await MineAsync(rita));
        await RefusedAsync("5.5.4", () => rita.Archive.SaveSearchAsync(kept.Search, new SavedSearchRequest("Mine", "q=a")));

        var shared = await ivan.Archive.SaveSearchAsync(kept.Search, new SavedSearchRequest("Who plays?", $"q={word}", ["reviewer", "reviewer"]));
        Assert.Equal([(kept.Search, $"q={word}")], (await MineAsync(rita)).Select(s => (s.Search, s.Query)));
        Assert.Equal(["reviewer"], shared.Roles!);
        Assert.Equal(shared.Search, Assert.Single(await MineAsync(ivan)).Search);
        Assert.Empty(await MineAsync(paul));
        await RefusedAsync("5.1.0", () => rita.Archive.RemoveSearchAsync(kept.Search));
        await RefusedAsync("5.5.4", () => paul.Archive.RemoveSearchAsync(kept.Search));

        await ivan.Archive.RemoveSearchAsync(kept.Search);
        Assert.Empty(await MineAsync(rita));
        var records = (await scene.AuditAsync()).OfKind("access").Where(r => r.Body is not null && r.Body.Content.GetRawText().Contains(kept.Search.Value, StringComparison.Ordinal)).ToArray();
        Assert.Equal(["searchSaved", "searchSaved", "searchRemoved"], records.Select(r => r.Record.GetProperty("what").GetString()));
        Assert.All(records, r => Assert.Contains(word, r.Body!.Content.GetRawText(), StringComparison.Ordinal));
        // What is asked for stands in no file in the clear.
        Assert.Empty(RawFiles.With(scene.Server.Data, word));
    }

    [Fact]
    public async Task WhatWouldNotBeAnswered_IsNotKept()
    {
        using var ivan = await scene.OfficerAsync("ivan" + suffix, "investigator");
        foreach (var wrong in new SavedSearchRequest[] { new("", "q=a"), new("a", ""), new("a", "q=clause+AND"), new("a", "colour=blue"), new("a", "sender=nobody-here"), new("a", "q=a&limit=5"), new("a", "q=a", ["policy"]), new("a\u0000", "q=a"), new(new string('a', 129), "q=a"), new("a", "q=" + new string('a', 4_000)) })
            await RefusedAsync("5.5.0", () => ivan.Archive.SaveSearchAsync(wrong));
        Assert.Empty(await MineAsync(ivan));
        using var policy = await scene.OfficerAsync("paula" + suffix, "policy");
        await RefusedAsync("5.1.0", () => policy.Archive.SavedSearchesAsync());
    }

    private async Task<SavedSearch[]> MineAsync(OcipClient officer) => [.. (await officer.Archive.SavedSearchesAsync()).Where(s => s.By.EndsWith(suffix, StringComparison.Ordinal))];

    private static async Task RefusedAsync(string code, Func<Task> what) => Assert.Equal(code, (await Assert.ThrowsAsync<OcipProblemException>(what)).Problem.Code);
}

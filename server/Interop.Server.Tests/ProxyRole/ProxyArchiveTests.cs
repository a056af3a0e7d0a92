using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Cli.Verification;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Specification;
using Xunit;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>The archive of a proxy of its own is kept as every archive: by its schedule, no longer, under legal holds, and backed up (spec 9.4 to 9.8, 8.18).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class ProxyArchiveTests
{
    private const string Bob = "ocip://acme.example/u/bob";
    private const string Carol = "ocip://acme.example/u/carol";

    [Fact]
    public async Task Decisions_EndByTheSchedule_UnlessAHoldKeepsThem_AndAreBackedUp()
    {
        var folder = Directory.CreateTempSubdirectory("ocip-proxy-archive-").FullName;
        var (clock, backups) = (Path.Combine(folder, "clock"), Path.Combine(folder, "backups"));
        await File.WriteAllTextAsync(clock, "0");
        try
        {
            await using var proxy = await ProxyProcess.OpenAsync(ServerProcess.Provider, "--clock", clock, "--disposition-every", "off", "--backups", Directory.CreateDirectory(backups).FullName);
            using var admin = new RawHttp(proxy.Server.Address, proxy.AdminToken);
            using var dana = new RawHttp(proxy.Server.Address, await TokenAsync(admin, "dana"));
            using var erin = new RawHttp(proxy.Server.Address, await TokenAsync(admin, "erin"));
            using var provider = new RawHttp(proxy.Server.Address, proxy.Token);
            Assert.Equal(204, (await admin.SendAsync(HttpMethod.Put, "admin/groups/desk", Encoding.UTF8.GetBytes($$"""{"members":["{{Carol}}"]}"""))).Status);
            Assert.Equal(200, (await PutAsync(dana, Class("short", "maximum", "P1D", null), Class("desk", "minimum", "P30D", "desk"))).Status);
            RawHttp.AssertProblem(await PutAsync(dana, """{"class":"account","start":"occasion","basis":"x","maximum":"P1D"}"""), "5.5.0");

            var due = await DecideAsync(provider, "due", Bob);
            var held = await DecideAsync(provider, "held", "ocip://acme.example/u/gus");
            var kept = await DecideAsync(provider, "kept", Bob, Carol);
            Assert.Equal(["short", "desk"], (await dana.GetAsync($"archive/records/{kept}/retention")).Body.GetProperty("classes").EnumerateArray().Select(c => c.GetProperty("class").GetString()));
            var hold = await HoldAsync(dana, new JsonObject { ["users"] = new JsonArray("ocip://acme.example/u/gus") });
            var room = await HoldAsync(dana, new JsonObject { ["rooms"] = new JsonArray("ocip://acme.example/r/01a20338-e8cc-796e-a00a-9c169d33521f"), ["before"] = "2020-01-01T00:00:00.000Z" });
            Assert.Equal((1, 0), (await HoldsAsync(dana, held), await HoldsAsync(dana, due)));

            await File.WriteAllTextAsync(clock + ".next", (3 * 86_400).ToString(CultureInfo.InvariantCulture));
            File.Move(clock + ".next", clock, overwrite: true);
            await Pause.Ms(100);
            RawHttp.AssertProblem(await dana.SendAsync(HttpMethod.Delete, $"archive/records/{held}", null), "5.3.2");
            RawHttp.AssertProblem(await admin.SendAsync(HttpMethod.Delete, $"archive/records/{held}", null), "5.1.0");
            var (status, proposal, _) = await dana.PostAsync("archive/dispositions", "{}");
            Assert.Equal((201, 1, 1), (status, proposal.GetProperty("keptByHold").GetInt32(), proposal.GetProperty("keptByMinimum").GetInt32()));
            var id = proposal.GetProperty("id").GetString();
            Assert.Equal(200, (await erin.PostAsync($"archive/dispositions/{id}/approve", "")).Status);
            var done = await UntilAsync(async () => (await dana.GetAsync($"archive/dispositions/{id}/progress")).Body, view => view.GetProperty("state").GetString() == "done");
            Assert.Equal(1, done.GetProperty("ended").GetInt32());
            foreach (var (index, isThere) in new[] { (held, true), (due, false), (kept, true) })
                Assert.Equal(isThere, (await proxy.Office.Archive.RecordAsync(index))!.Body is not null);

            // A room's hold finds decisions too; released, the schedule ends what is due.
            Assert.Equal(200, (await dana.PostAsync($"archive/holds/{room}/release", """{"why":"Settled."}""")).Status);
            var all = await HoldAsync(dana, new JsonObject { ["rooms"] = new JsonArray("ocip://acme.example/r/01a20338-e8cc-796e-a00a-9c169d33521f") });
            Assert.Equal(2, await HoldsAsync(dana, held));
            foreach (var one in new[] { hold, all })
                Assert.Equal(200, (await dana.PostAsync($"archive/holds/{one}/release", """{"why":"Settled."}""")).Status);
            Assert.Equal(1, (await dana.PostAsync("archive/dispositions", "{}")).Body.GetProperty("count").GetInt32());

            Assert.Equal(202, (await admin.PostAsync("archive/backups", """{"name":"first"}""")).Status);
            await UntilAsync(async () => (await admin.GetAsync("archive/backups/first")).Body, view => view.GetProperty("state").GetString() == BackupView.Done);
            // Restored for a try, with a proxy of its own that only reads; what was found is on the proxy's record.
            Assert.Equal(0, await Backup.BackupScene.RunAsync(
                ["archive", "restore-drill", "--from", Path.Combine(backups, "first"), "--key-folder", Path.Combine(proxy.Server.Data, "keys"), "--server", proxy.Server.Address.ToString(), "--token", proxy.AdminToken]));
            Assert.NotNull((await proxy.Office.Archive.BackupAsync("first")).Drilled);
            var audit = await proxy.AuditAsync();
            Assert.Equal(["made", "drill"], audit.OfKind("backup").Select(r => r.Record.GetProperty("what").GetString()));
            using var data = new DataFolder(proxy.Server.Data);
            var report = new ArchiveVerifier(data, new PinnedKeys(proxy.Keys.Keys, isPinned: true), null).Run(null, default);
            Assert.Equal((null, 1, 1), (report.Fault, report.Ended, report.Dispositions));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Class(string name, string member, string duration, string? group) =>
        new JsonObject
        {
            ["class"] = name, ["start"] = "archived", ["basis"] = name, [member] = duration, ["appliesTo"] = group is null ? new JsonObject { ["types"] = new JsonArray("message") } : new JsonObject { ["groups"] = new JsonArray(group) },
        }.ToJsonString();

    private static Task<(int Status, JsonElement Body, HttpResponseMessage Response)> PutAsync(RawHttp officer, params string[] classes) =>
        officer.SendAsync(HttpMethod.Put, "archive/schedule", Encoding.UTF8.GetBytes($$"""{"classes":[{"class":"default","start":"archived","basis":"none"},{{string.Join(',', classes)}} ]}"""));

    private static async Task<string> TokenAsync(RawHttp admin, string name)
    {
        RawHttp.AssertProblem(await admin.PostAsync($"admin/accounts/{name}/tokens", """{"scopes":["admin"]}"""), "5.5.0");
        var (status, token, _) = await admin.PostAsync($"admin/accounts/{name}/tokens", """{"scopes":["records"]}""");
        Assert.Equal(201, status);
        return token.GetProperty("token").GetString()!;
    }

    private static async Task<long> DecideAsync(RawHttp provider, string text, params string[] recipients)
    {
        var (status, answer, _) = await provider.PostAsync("proxy/evaluate", ProxyQuestions.Of(text, recipients).ToJsonString());
        Assert.True(status == 200, answer.ToString());
        return answer.GetProperty("results")[0].GetProperty("stamp").GetProperty("receipt").GetProperty("index").GetInt64();
    }

    private static async Task<string> HoldAsync(RawHttp officer, JsonObject scope)
    {
        var (_, opened, _) = await officer.PostAsync("archive/cases", """{"name":"Doe v. Acme"}""");
        var request = new JsonObject { ["case"] = opened.GetProperty("case").GetString(), ["scope"] = scope, ["why"] = "Litigation is expected.", ["confidential"] = false };
        var (status, hold, _) = await officer.PostAsync("archive/holds", request.ToJsonString());
        Assert.True(status == 200, hold.ToString());
        return hold.GetProperty("hold").GetString()!;
    }

    private static async Task<int> HoldsAsync(RawHttp officer, long index) => (await officer.GetAsync($"archive/records/{index}/retention")).Body.GetProperty("holds").GetInt32();

    private static async Task<JsonElement> UntilAsync(Func<Task<JsonElement>> look, Func<JsonElement, bool> isTrue)
    {
        for (var i = 0; i < 150; i++, await Pause.Ms(100))
        {
            if (await look() is var found && isTrue(found))
                return found;
        }
        throw new TimeoutException("it did not come");
    }
}

using System.Text.Json;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>People who look after what is recorded read what their role allows, and their reading is recorded too.</summary>
[Collection(RealServerTests.Name)]
public sealed class OfficerTests(RealServer server)
{
    private readonly Scene scene = server.Scene;

    [Fact]
    public async Task Reading_IsArchived_BeforeItIsAnswered()
    {
        var dana = await OfficerAsync("dana", "reviewer");
        using var office = new OcipClient(scene.Server.Address, dana.Token);
        var record = await office.Archive.RecordAsync(0);
        Assert.NotNull(record);
        await office.Archive.RecordsAsync(-1, 3);

        var audit = await ArchiveAudit.RunAsync(scene.Office.Archive, scene.Keys);
        var noted = audit.OfKind("access").Where(r => r.Record.GetProperty("token").GetString() == dana.Id).ToArray();
        Assert.Equal(["record", "record"], noted.Select(r => r.Record.GetProperty("what").GetString()));
        Assert.Equal([0, 2], Content(noted[1]).GetProperty("records").EnumerateArray().Select(i => i.GetInt32()));
        Assert.All(noted, r => Assert.Equal(dana.Account, Content(r).GetProperty("by").GetString()));
    }

    [Theory]
    [InlineData("policy")]
    [InlineData("operator")]
    [InlineData("supervisor")]
    public async Task WhoMayNotReadContent_IsRefused(string role)
    {
        var officer = await OfficerAsync("o", role);
        using var http = new RawHttp(scene.Server.Address, officer.Token);
        foreach (var path in new[] { "archive/records", "archive/records/0", "archive/journal", "archive/media/" + new string('A', 43), "client/whoami", "admin/accounts" })
            RawHttp.AssertProblem(await http.SendAsync(HttpMethod.Get, path, null), "5.1.0");
    }

    [Fact]
    public async Task ARole_DoesNotFollowTheJournal_NorIsItGivenWithAMachinesScope()
    {
        var officer = await OfficerAsync("rita", "records");
        using var http = new RawHttp(scene.Server.Address, officer.Token);
        RawHttp.AssertProblem(await http.SendAsync(HttpMethod.Get, "archive/journal", null), "5.1.0");
        var refused = await Assert.ThrowsAsync<OcipProblemException>(() => OfficerAsync("eva", "records", "archive"));
        Assert.Contains("machines", refused.Problem.Detail, StringComparison.Ordinal);
    }

    private async Task<TokenCreated> OfficerAsync(string name, params string[] roles)
    {
        var account = name + server.Suffix();
        await scene.Admin.CreateAccountAsync(new AccountRequest(account, account, [new PersonaRequest("work", account)]));
        return await scene.Admin.CreateTokenAsync(account, new TokenRequest(roles));
    }

    private static JsonElement Content(Interop.Protocol.ArchiveApi.ArchiveRecord record) => record.Body!.Content;
}

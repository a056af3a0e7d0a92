using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.PolicyApi;
using Interop.Protocol.SignInApi;
using Interop.Web.Places;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>Who sees and may do what: every page by its address, not by the rail alone, and every right at the server, whatever a page shows.</summary>
[Collection(WebTests.Name)]
public sealed class RoleTests(WebWorld world)
{
    // A request for each right of the table. What is asked for need not be there: who may ask is told so, who may not is refused before.
    private static readonly Dictionary<RoleRight, Func<OcipClient, Task>[]> Asked = new()
    {
        [RoleRights.Content] = [c => c.Archive.RecordAsync(0), c => c.Archive.RecordsAsync(), c => c.Retention.OfRecordAsync(0)],
        [RoleRights.Search] = [c => c.Archive.SearchAsync([new("q", "clause")]), c => c.Archive.ConversationAsync(Guid.CreateVersion7().ToString("D"), [])],
        [RoleRights.Review] = [c => c.Supervision.QueuesAsync(), c => c.Supervision.AccessesAsync(null, null)],
        [RoleRights.Export] = [c => c.Archive.ExportsAsync(), c => c.Archive.ExportAsync("none")],
        [RoleRights.Hold] = [c => c.Preservation.CasesAsync(), c => c.Preservation.CloseCaseAsync("none")],
        [RoleRights.Retention] = [c => c.Retention.ScheduleAsync(), c => c.Retention.VersionsAsync(), c => c.Retention.DispositionsAsync(), c => c.Retention.ApproveAsync("none"), c => c.Retention.ApproveScheduleAsync(99)],
        [RoleRights.Privacy] = [c => c.Privacy.RequestsAsync(), c => c.Privacy.ApproveAsync("none")],
        [RoleRights.Policies] = [c => c.Policies.ListAsync(), c => c.Policies.ReadAsync("none"), c => c.Policies.DisclosuresAsync("none")],
        [RoleRights.ChangePolicies] = [c => c.Policies.StartDryRunAsync("none", 1, new DryRunRequest())],
        [RoleRights.Health] = [c => c.Health.AlarmsAsync(), c => c.Health.TrafficAsync(), c => c.Health.NetworksAsync(), c => c.Health.BackupsAsync(), c => c.Health.ScrubAsync()],
        [RoleRights.Accounts] =
        [
            c => c.Admin.AccountsAsync(), c => c.SignIn.AccountsAsync(), c => c.SignIn.GivePasswordAsync("nobody"), c => c.SignIn.RolesAsync("nobody"), c => c.SignIn.SetRolesAsync("nobody", new AccountRoles([])), c => c.SignIn.UnlockAsync("nobody"),
            c => c.SignIn.EndSignInsAsync("nobody"), c => c.SignIn.RemoveSecondFactorAsync("nobody"), c => c.Admin.LeaveAsync("nobody"), c => c.Admin.CreateTokenAsync("nobody", new TokenRequest(["admin"])),
        ],
    };

    public static TheoryData<string> Roles => [.. WebWorld.Roles];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Pages_AreGivenToTheirRoles_ByAddress(string role)
    {
        var browser = await world.EnterAsync(await world.OfRoleAsync(role));
        var wrong = new List<string>();
        // However the address is written.
        foreach (var (place, path) in AllPlaces.All.Where(p => p.Workspace == Workspace.Compliance).SelectMany(p => new[] { (p, p.Path), (p, p.Path.ToUpperInvariant() + "/?x=1") }))
        {
            var (answer, page) = await browser.GetAsync(path);
            using (answer)
            {
                Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
                if (page.Contains("data-state=\"no-permission\"", StringComparison.Ordinal) == place.Roles.Contains(role))
                    wrong.Add($"{path} is {(place.Roles.Contains(role) ? "not " : "")}shown to the role {role}");
            }
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Server_RefusesWhatTheTableDoesNotGive(string role)
    {
        using var officer = new OcipClient(world.Server, (await world.Office.Admin.CreateTokenAsync(await world.OfRoleAsync(role), new TokenRequest([role]))).Token);
        var wrong = new List<string>();
        foreach (var (right, requests) in Asked)
        {
            for (var i = 0; i < requests.Length; i++)
            {
                var mayNot = await CodeAsync(() => requests[i](officer)) == "5.1.0";
                if (mayNot == right.Roles.Contains(role))
                    wrong.Add($"{right.Name}, request {i + 1}: {(mayNot ? "refused to" : "let through for")} the role {role}");
            }
        }
        Assert.Empty(wrong);
        Assert.Equal("5.1.0", await CodeAsync(() => officer.WhoamiAsync()));
    }

    [Fact]
    public void Table_HasEveryRight_AndKeepsApartWhatBelongsApart()
    {
        Assert.Equal(RoleRights.All.Except([RoleRights.Hours]), RoleRights.All.Where(Asked.ContainsKey));
        Assert.Equal(WebWorld.Roles.Order(), RoleRights.Roles.Order());
        // The policy administrator reads no content, the investigator changes no policy, the operator sees health and hours alone.
        Assert.DoesNotContain(RoleNames.Policy, RoleRights.Content.Roles.Concat(RoleRights.Search.Roles).Concat(RoleRights.Review.Roles).Concat(RoleRights.Export.Roles));
        Assert.DoesNotContain(RoleNames.Investigator, RoleRights.ChangePolicies.Roles.Concat(RoleRights.Policies.Roles));
        Assert.Equal([RoleRights.Hours, RoleRights.Health], RoleRights.All.Where(right => right.Roles.Contains(RoleNames.Operator)));
        Assert.NotNull(RoleRights.Conflict([RoleNames.Policy, RoleNames.Reviewer]));
        Assert.Null(RoleRights.Conflict([RoleNames.Reviewer, RoleNames.Supervisor]));
    }

    private static async Task<string?> CodeAsync(Func<Task> what)
    {
        try
        {
            await what();
            return null;
        }
        catch (OcipProblemException refused)
        {
            return refused.Problem.Code;
        }
    }
}

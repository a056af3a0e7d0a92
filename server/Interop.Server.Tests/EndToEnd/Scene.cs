using System.Text.Json;
using Interop.Client;
using Interop.Client.Receipts;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PolicyApi;
using Interop.Protocol.Signatures;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>A server with its administrator, and people who act on it over the published API.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly List<Actor> actors = [];

    private Scene(ServerProcess server, string adminToken, JsonWebKeySet keys)
    {
        Server = server;
        AdminToken = adminToken;
        Keys = keys;
        Office = new OcipClient(server.Address, adminToken);
        Http = new HttpClient { BaseAddress = server.Address };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", adminToken);
    }

    /// <summary>The administrator's plain HTTP, for requests that the client library does not have.</summary>
    public HttpClient Http { get; }

    public ServerProcess Server { get; }

    public string AdminToken { get; }

    /// <summary>Pinned before the first message.</summary>
    public JsonWebKeySet Keys { get; }

    /// <summary>The administrator's own client: scopes admin and archive.</summary>
    public OcipClient Office { get; }

    public AdminClient Admin => Office.Admin;

    public static async Task<Scene> OpenAsync(params string[] options) => await OpenAsync(await ServerProcess.StartNewAsync(options));

    /// <summary>On a server that was just started for the first time.</summary>
    public static async Task<Scene> OpenAsync(ServerProcess server)
    {
        using var nobody = new OcipClient(server.Address, null);
        var secret = (await File.ReadAllTextAsync(Path.Combine(server.Data, "bootstrap-secret"))).Trim();
        var token = await nobody.Admin.BootstrapAsync(new BootstrapRequest(secret));
        return new Scene(server, token.Token, await nobody.KeysAsync());
    }

    /// <summary>A new employee with a client, who has acknowledged the declared supervision.</summary>
    public async Task<Actor> PersonAsync(string local, string kind = "work")
    {
        var actor = await UntoldAsync(local, kind);
        await actor.AcknowledgeAsync();
        return actor;
    }

    /// <summary>A new employee with a client, on the first day: nothing was shown yet.</summary>
    public async Task<Actor> UntoldAsync(string local, string kind = "work")
    {
        var account = await Admin.CreateAccountAsync(new AccountRequest(local, local, [new PersonaRequest(kind, local)]));
        var user = account.Personas[0].User;
        var token = await Admin.CreateTokenAsync(local, new TokenRequest(["client"], user));
        var actor = new Actor(this, user, token.Token, new ReceiptVerifier(Keys));
        actors.Add(actor);
        return actor;
    }

    public async Task<(Actor Alice, Actor Bob, Actor Carol)> ThreeAsync(string suffix = "") =>
        (await PersonAsync("alice" + suffix), await PersonAsync("bob" + suffix), await PersonAsync("carol" + suffix));

    public static async Task<RoomId> RoomAsync(Actor creator, params Actor[] others)
    {
        var kind = others.Length == 1 ? "direct" : "group";
        return (await creator.Client.CreateRoomAsync(new CreateRoomRequest(kind, [.. others.Select(o => o.User)], kind == "group" ? "Project" : null))).Room;
    }

    public Task SetHoursAsync(Actor person, string zone, params WeeklyHours[] weekly) =>
        Admin.SetHoursAsync(person.User, new DeliveryHours { Zone = zone, Weekly = weekly });

    /// <summary>Closed until changed.</summary>
    public Task CloseAsync(Actor person) => SetHoursAsync(person, "Etc/UTC");

    /// <summary>Open from now on.</summary>
    public Task OpenAsync(Actor person) => SetHoursAsync(person, "Etc/UTC", new WeeklyHours(Compliance.Hours.Calendars.EveryDay, "00:00", "24:00"));

    /// <summary>An information barrier between two groups: a policy of the book, which takes two people.</summary>
    public async Task BarrierAsync(string name, string one, string other)
    {
        using var author = await OfficerAsync($"author-of-{name}", "policy");
        using var second = await OfficerAsync($"second-of-{name}", "policy");
        await BarrierAsync(author, second, name, one, other);
    }

    /// <summary>The same by two who may.</summary>
    public static async Task BarrierAsync(OcipClient author, OcipClient second, string name, string one, string other)
    {
        var settings = JsonSerializer.SerializeToElement(new { between = new[] { new { groups = new[] { one } }, new { groups = new[] { other } } } });
        var draft = await author.Policies.DraftAsync(name, new PolicyDefinition { Kind = "barrier", Action = "block", Settings = settings }, null);
        await second.Policies.ApproveAsync(await author.Policies.ProposeAsync(draft));
    }

    /// <summary>Somebody with a role and no persona that chats.</summary>
    public async Task<OcipClient> OfficerAsync(string account, params string[] roles)
    {
        await Admin.CreateAccountAsync(new AccountRequest(account, account, [new PersonaRequest("work", account)]));
        return new OcipClient(Server.Address, (await Admin.CreateTokenAsync(account, new TokenRequest(roles))).Token);
    }

    /// <summary>The whole archive, checked from its records up to a checkpoint signed by the pinned key.</summary>
    public Task<ArchiveAudit> AuditAsync() => ArchiveAudit.RunAsync(Office.Archive, Keys);

    public async ValueTask DisposeAsync()
    {
        foreach (var actor in actors)
            await actor.DisposeAsync();
        Office.Dispose();
        Http.Dispose();
        await Server.DisposeAsync();
    }
}

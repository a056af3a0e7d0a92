using System.Security.Cryptography;
using Interop.Bridges.RealServers.Prosody;
using Interop.Bridges.RealServers.Synapse;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.Parts;

/// <summary>Makes employees of an organisation: account, work persona, link to an own account on a network, a client.</summary>
internal sealed class Hiring(DemoServer server, OcipClient admin)
{
    /// <summary>With a new account on Matrix; has acknowledged the declared supervision in the own client.</summary>
    public async Task<MatrixEmployee> OnMatrixAsync(string name, string displayName, SynapseServer synapse, CancellationToken cancel)
    {
        var password = Password();
        var matrix = await synapse.CreateUserAsync(name, password, displayName, cancel);
        var (user, client) = await HireAsync(name, displayName, cancel);
        await admin.Admin.LinkAsync(user, "matrix", new LinkRequest(matrix.UserId), cancel);
        await client.AcknowledgeAsync(await client.SupervisionAsync(stop: cancel), cancel);
        return new MatrixEmployee(user, matrix, password, client);
    }

    /// <summary>With a new account on XMPP; was told nothing yet, so that the bridge has to.</summary>
    public async Task<XmppEmployee> OnXmppAsync(string name, string displayName, ProsodyServer prosody, CancellationToken cancel)
    {
        var password = Password();
        await prosody.CreateUserAsync(name, password, cancel);
        var xmpp = await prosody.LoginAsync(name, password, cancel);
        var (user, client) = await HireAsync(name, displayName, cancel);
        await admin.Admin.LinkAsync(user, "xmpp", new LinkRequest(xmpp.Address), cancel);
        return new XmppEmployee(user, xmpp, password, client);
    }

    /// <summary>With a client of the own server's API only.</summary>
    public async Task<(UserId User, OcipClient Client)> HireAsync(string name, string displayName, CancellationToken cancel)
    {
        var account = await admin.Admin.CreateAccountAsync(new AccountRequest(name, displayName, [new PersonaRequest("work", name)]), cancel);
        var user = account.Personas[0].User;
        var token = await admin.Admin.CreateTokenAsync(name, new TokenRequest(["client"], user), cancel);
        return (user, new OcipClient(server.Url, token.Token));
    }

    public static string Password() => RandomNumberGenerator.GetHexString(12, lowercase: true);
}

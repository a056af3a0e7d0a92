using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.SignInApi;

namespace Interop.Cli.Demo.Firm;

/// <summary>The officers' accounts, and a client of the published API for each.</summary>
internal sealed class FirmDesk : IDisposable
{
    private readonly Dictionary<string, (OcipClient Client, string Token)> officers = new(StringComparer.Ordinal);

    private FirmDesk()
    {
    }

    /// <param name="account">Of <see cref="FirmPost"/>.</param>
    public OcipClient this[string account] => officers[account].Client;

    public static async Task<FirmDesk> OpenAsync(OcipClient admin, CancellationToken stop)
    {
        var desk = new FirmDesk();
        try
        {
            foreach (var post in FirmPost.All)
            {
                await admin.Admin.CreateAccountAsync(new AccountRequest(post.Account, post.Name, [new PersonaRequest("work", post.Account)]), stop);
                await admin.SignIn.SetRolesAsync(post.Account, new AccountRoles([new RoleGrant(post.Role)]), stop);
                var token = (await admin.Admin.CreateTokenAsync(post.Account, new TokenRequest([post.Role]), stop)).Token;
                desk.officers[post.Account] = (new OcipClient(admin.Server, token), token);
            }
            return desk;
        }
        catch
        {
            desk.Dispose();
            throw;
        }
    }

    /// <param name="account">Of <see cref="FirmPost"/>.</param>
    public string Token(string account) => officers[account].Token;

    public void Dispose()
    {
        foreach (var (client, _) in officers.Values)
            client.Dispose();
    }
}

using System.Security.Cryptography;
using Interop.Client;
using Interop.Protocol.SignInApi;

namespace Interop.Cli.Demo.Firm;

/// <summary>Who signs in: one person for each role, and an employee of the firm, with passwords of their own as they would have after their first sign-in.</summary>
internal sealed class FirmOfficers(OcipClient admin)
{
    public async Task<FirmOfficer[]> AppointAsync(FirmPlan plan, CancellationToken stop)
    {
        var employee = plan.People[0];
        (string Account, string Work)[] people =
        [
            .. FirmPost.All.Where(post => post.Work is not null).Select(post => (post.Account, post.Work!)),
            (employee.Account, $"an employee: {employee.DisplayName}, {employee.Group}, {employee.Office.City}; chats"),
        ];
        return await Task.WhenAll(people.Select(async person => new FirmOfficer(person.Account, await PasswordAsync(person.Account, stop), person.Work)));
    }

    private async Task<string> PasswordAsync(string account, CancellationToken stop)
    {
        var given = await admin.SignIn.GivePasswordAsync(account, stop);
        var own = RandomNumberGenerator.GetHexString(12, lowercase: true);
        using var nobody = new OcipClient(admin.Server, null);
        var entered = await nobody.SignIn.SignInAsync(new SignInRequest(account, given.Password), stop);
        using var changing = new OcipClient(admin.Server, entered.Tokens![0].Token);
        await changing.SignIn.ChangePasswordAsync(new PasswordRequest(given.Password, own), stop);
        return own;
    }
}

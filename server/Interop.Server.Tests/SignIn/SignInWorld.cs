using System.Globalization;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.SignInApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.SignIn;

/// <summary>One server with a clock that is set forward, and accounts with passwords.</summary>
public sealed class SignInWorld : IAsyncLifetime
{
    public const string Password = "violet-harbour-19";
    private readonly string clock = Path.Combine(Directory.CreateTempSubdirectory("ocip-clock-").FullName, "clock");
    private long ahead;
    private int accounts;

    internal Scene Scene { get; private set; } = null!;

    internal OcipClient Nobody { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(clock, "0");
        Scene = await Scene.OpenAsync("--clock", clock);
        Nobody = new OcipClient(Scene.Server.Address, null);
    }

    public async Task DisposeAsync()
    {
        Nobody.Dispose();
        await Scene.DisposeAsync();
    }

    /// <summary>A new account with a work and a personal persona, its own password, and roles.</summary>
    internal async Task<string> AccountAsync(params string[] roles)
    {
        var account = $"person-{++accounts}";
        await Scene.Admin.CreateAccountAsync(new AccountRequest(account, account, [new PersonaRequest("work", account), new PersonaRequest("personal", account + "-own")]));
        if (roles.Length > 0)
            await Scene.Office.SignIn.SetRolesAsync(account, new AccountRoles([.. roles.Select(r => new RoleGrant(r))]));
        var given = await Scene.Office.SignIn.GivePasswordAsync(account);
        await ReplaceAsync(account, given.Password, Password);
        return account;
    }

    /// <summary>With the password that an administrator gave, as at the first sign-in.</summary>
    internal async Task ReplaceAsync(string account, string given, string next)
    {
        var answer = await Nobody.SignIn.SignInAsync(new SignInRequest(account, given));
        using var changing = As(Assert.Single(answer.Tokens!));
        await changing.SignIn.ChangePasswordAsync(new PasswordRequest(given, next));
    }

    internal Task<SignInAnswer> SignInAsync(string account, string password = Password, string? code = null) => Nobody.SignIn.SignInAsync(new SignInRequest(account, password, code));

    internal OcipClient As(SignInToken token) => new(Scene.Server.Address, token.Token);

    /// <summary>The clock goes on by so much, for the rest of the tests too.</summary>
    internal async Task AheadAsync(TimeSpan by)
    {
        ahead += (long)by.TotalSeconds;
        await File.WriteAllTextAsync(clock + ".next", ahead.ToString(CultureInfo.InvariantCulture));
        File.Move(clock + ".next", clock, overwrite: true);
        await Pause.Ms(100);
    }

    internal DateTimeOffset Now => TimeProvider.System.GetUtcNow().AddSeconds(ahead);

    /// <summary>The code with which it is refused.</summary>
    internal static async Task<OcipProblemException> RefusedAsync(Func<Task> what, string code)
    {
        var refused = await Assert.ThrowsAsync<OcipProblemException>(what);
        Assert.Equal(code, refused.Problem.Code);
        return refused;
    }
}

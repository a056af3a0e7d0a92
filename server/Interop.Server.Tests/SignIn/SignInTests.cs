using Interop.Protocol.AdminApi;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.SignInApi;
using Interop.Protocol.Time;
using Interop.Server.SignIn;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.SignIn;

/// <summary>Signing in with an account of the server (spec 13).</summary>
public sealed class SignInTests(SignInWorld world) : IClassFixture<SignInWorld>
{
    [Fact]
    public async Task SignIn_GivesATokenOfTheRoles_AndOneOfEachPersona()
    {
        var account = await world.AccountAsync("reviewer", "operator");
        var answer = await world.SignInAsync(account);
        Assert.Equal(SignInAnswer.SignedIn, answer.State);
        Assert.Equal(["operator reviewer", "client", "client"], answer.Tokens!.Select(t => string.Join(' ', t.Scopes)));
        Assert.Equal(["work", "personal"], answer.Tokens!.Skip(1).Select(t => t.Persona!));
        using var officer = world.As(answer.Tokens![0]);
        await officer.Health.AlarmsAsync();
        await SignInWorld.RefusedAsync(() => officer.Admin.RoomsAsync(), "5.1.0");
        using var persona = world.As(answer.Tokens[1]);
        Assert.Equal(answer.Tokens[1].User, (await persona.WhoamiAsync()).User);
    }

    [Fact]
    public async Task OneTimePassword_OnlyChangesThePassword()
    {
        var account = await world.AccountAsync("operator");
        var given = await world.Scene.Office.SignIn.GivePasswordAsync(account);
        await SignInWorld.RefusedAsync(() => world.SignInAsync(account), "5.5.1");
        var answer = await world.SignInAsync(account, given.Password);
        Assert.Equal(SignInAnswer.PasswordRequired, answer.State);
        using var changing = world.As(Assert.Single(answer.Tokens!));
        await SignInWorld.RefusedAsync(() => changing.Health.AlarmsAsync(), "5.1.0");
        await SignInWorld.RefusedAsync(() => changing.SignIn.NewSecondFactorAsync(), "5.1.0");
        foreach (var bad in new[] { "short", given.Password, $"my {account} password", "aaaaaaaaaaaaaaaa" })
            await SignInWorld.RefusedAsync(() => changing.SignIn.ChangePasswordAsync(new PasswordRequest(given.Password, bad)), "5.5.0");
        await changing.SignIn.ChangePasswordAsync(new PasswordRequest(given.Password, SignInWorld.Password));
        Assert.Equal(SignInAnswer.SignedIn, (await world.SignInAsync(account)).State);

        var late = await world.Scene.Office.SignIn.GivePasswordAsync(account);
        await world.AheadAsync(TimeSpan.FromDays(8));
        await SignInWorld.RefusedAsync(() => world.SignInAsync(account, late.Password), "5.5.1");
    }

    [Fact]
    public async Task SecondFactor_IsAskedFor_AndEachCodeTakenOnce()
    {
        var account = await world.AccountAsync();
        using var own = world.As((await world.SignInAsync(account)).Tokens![0]);
        var secret = Authenticator.FromBase32((await own.SignIn.NewSecondFactorAsync()).Secret);
        Assert.Equal(SignInAnswer.SignedIn, (await world.SignInAsync(account)).State);
        var codes = (await own.SignIn.ConfirmSecondFactorAsync(new SecondFactorRequest(Totp.CodeOf(secret, Totp.StepAt(world.Now) - 1)))).Codes;

        Assert.Equal(SignInAnswer.CodeRequired, (await world.SignInAsync(account)).State);
        var code = Totp.CodeOf(secret, Totp.StepAt(world.Now) + 1);
        Assert.True((await world.SignInAsync(account, code: code)).SecondFactor);
        await SignInWorld.RefusedAsync(() => world.SignInAsync(account, code: code), "5.5.1");
        Assert.Equal(SignInAnswer.SignedIn, (await world.SignInAsync(account, code: codes[3].ToLowerInvariant())).State);
        await SignInWorld.RefusedAsync(() => world.SignInAsync(account, code: codes[3]), "5.5.1");
        await SignInWorld.RefusedAsync(() => own.SignIn.NewSecondFactorAsync(), "5.5.2");

        await world.Scene.Office.SignIn.RemoveSecondFactorAsync(account);
        Assert.Equal(SignInAnswer.SignedIn, (await world.SignInAsync(account)).State);
    }

    [Fact]
    public async Task Tokens_EndUnlessTheyAreRenewed_AndAfterTwelveHoursInAnyCase()
    {
        var account = await world.AccountAsync("operator");
        using var idle = world.As((await world.SignInAsync(account)).Tokens![0]);
        using var active = world.As((await world.SignInAsync(account)).Tokens![0]);
        await world.AheadAsync(TimeSpan.FromMinutes(25));
        await active.SignIn.RenewAsync();
        await world.AheadAsync(TimeSpan.FromMinutes(10));
        await SignInWorld.RefusedAsync(() => idle.Health.AlarmsAsync(), "5.5.1");
        await active.Health.AlarmsAsync();
        for (var renewed = 0; renewed < 30; renewed++)
        {
            await active.SignIn.RenewAsync();
            await world.AheadAsync(TimeSpan.FromMinutes(25));
            if (renewed > 26)
                break;
        }
        await SignInWorld.RefusedAsync(() => active.SignIn.RenewAsync(), "5.5.1");

        var until = WireTime.Format(world.Now.AddMinutes(5));
        await world.Scene.Office.SignIn.SetRolesAsync(account, new AccountRoles([new RoleGrant("examiner", until)]));
        Assert.Equal(until, (await world.SignInAsync(account)).Expires);
        await world.AheadAsync(TimeSpan.FromMinutes(6));
        Assert.Empty((await world.Scene.Office.SignIn.RolesAsync(account)).Roles);
    }

    [Fact]
    public async Task Tokens_EndWithTheSignIn_TheRoles_AndThePassword()
    {
        var account = await world.AccountAsync("operator");
        using var out1 = world.As((await world.SignInAsync(account)).Tokens![0]);
        using var other = world.As((await world.SignInAsync(account)).Tokens![0]);
        await out1.SignIn.SignOutAsync();
        await SignInWorld.RefusedAsync(() => out1.Health.AlarmsAsync(), "5.5.1");
        await other.Health.AlarmsAsync();
        await world.Scene.Office.SignIn.SetRolesAsync(account, new AccountRoles([]));
        await SignInWorld.RefusedAsync(() => other.Health.AlarmsAsync(), "5.5.1");
        using var third = world.As((await world.SignInAsync(account)).Tokens![0]);
        await third.SignIn.ChangePasswordAsync(new PasswordRequest(SignInWorld.Password, "another-harbour-20"));
        await SignInWorld.RefusedAsync(() => third.WhoamiAsync(), "5.5.1");
    }

    [Fact]
    public async Task Refusals_AreTheSame_WhateverWasWrong()
    {
        var account = await world.AccountAsync();
        await world.Scene.UntoldAsync("no-password-here");
        var said = new HashSet<string>(StringComparer.Ordinal);
        var left = await world.AccountAsync();
        (await world.Scene.Http.DeleteAsync(new Uri($"ocip/v1/admin/accounts/{left}", UriKind.Relative))).Dispose();
        await SignInWorld.RefusedAsync(() => world.SignInAsync(left), "5.5.1");
        foreach (var name in new[] { account, "nobody-of-this-name", "no-password-here" })
        {
            // Both kinds wait alike after failures: what is told then is the same but for the seconds.
            for (var i = 0; i < SignInLimits.FreeFailures; i++)
                said.Add((await SignInWorld.RefusedAsync(() => world.SignInAsync(name, "wrong-harbour-19"), "5.5.1")).Problem.Detail!);
            await SignInWorld.RefusedAsync(() => world.SignInAsync(name, "wrong-harbour-19"), "4.2.0");
        }
        Assert.Single(said);
    }

    [Fact]
    public async Task Failures_MakeTheAccountWait_LongerEachTime()
    {
        var account = await world.AccountAsync();
        for (var i = 0; i < SignInLimits.FreeFailures; i++)
            await SignInWorld.RefusedAsync(() => world.SignInAsync(account, "wrong-harbour-19"), "5.5.1");
        await SignInWorld.RefusedAsync(() => world.SignInAsync(account), "4.2.0");
        await world.AheadAsync(SignInLimits.FirstWait + TimeSpan.FromSeconds(2));
        await SignInWorld.RefusedAsync(() => world.SignInAsync(account, "wrong-harbour-19"), "5.5.1");
        await world.AheadAsync(SignInLimits.FirstWait + TimeSpan.FromSeconds(2));
        await SignInWorld.RefusedAsync(() => world.SignInAsync(account), "4.2.0");
        await world.AheadAsync(SignInLimits.FirstWait);
        Assert.Equal(SignInAnswer.SignedIn, (await world.SignInAsync(account)).State);
        Assert.Equal(SignInLimits.WaitMax, Waits.After(1000));
    }

    [Fact]
    public async Task SignIns_AndChanges_AreOnRecord()
    {
        var before = (await world.Scene.Office.Archive.RecordsAsync(-1, 500)).Records.Length;
        var account = await world.AccountAsync("operator");
        using var own = world.As((await world.SignInAsync(account)).Tokens![0]);
        await own.SignIn.SignOutAsync();
        var records = new List<ArchiveRecord>();
        await foreach (var record in world.Scene.Office.Archive.JournalAsync(before - 1, new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token))
        {
            records.Add(record);
            if (What(record) == "signOut")
                break;
        }
        var told = records.Where(r => r.Body?.ToString().Contains($"\"{account}\"", StringComparison.Ordinal) == true).Select(What).ToArray();
        Assert.Equal(["roles", "password", "signIn", "password", "signIn", "signOut"], told.Where(what => what is not null));
    }

    [Fact]
    public async Task Administrators_EndSignInsAndWaits_OnRecord()
    {
        var account = await world.AccountAsync("operator");
        var office = world.Scene.Office;
        using var own = world.As((await world.SignInAsync(account)).Tokens![0]);
        for (var i = 0; i < SignInLimits.FreeFailures; i++)
            await SignInWorld.RefusedAsync(() => world.SignInAsync(account, "wrong-harbour-19"), "5.5.1");
        var locked = await FindAsync(account);
        Assert.Equal((AccountState.Own, SignInLimits.FreeFailures, 1, "operator", "work personal"), (locked.Password, locked.Failures, locked.SignIns, locked.Roles.Single().Role, string.Join(' ', locked.Personas)));
        Assert.NotNull(locked.LockedUntil);
        await SignInWorld.RefusedAsync(() => world.SignInAsync(account), "4.2.0");

        await office.SignIn.UnlockAsync(account);
        Assert.Equal(SignInAnswer.SignedIn, (await world.SignInAsync(account)).State);
        await office.SignIn.EndSignInsAsync(account);
        await SignInWorld.RefusedAsync(() => own.Health.AlarmsAsync(), "5.5.1");
        var free = await FindAsync(account);
        Assert.Equal((null, 0, 0), (free.LockedUntil, free.Failures, free.SignIns));

        await world.Scene.Admin.CreateAccountAsync(new AccountRequest("zoe", "Zoe", [new PersonaRequest("work", "zoe")]));
        var page = await office.SignIn.AccountsAsync(limit: 1);
        Assert.NotEqual(page.Accounts.Single().Account, (await office.SignIn.AccountsAsync(page.Next, limit: 1)).Accounts.Single().Account);
        Assert.All((await office.SignIn.AccountsAsync(role: "operator")).Accounts, a => Assert.Contains(a.Roles, r => r.Role == "operator"));
        await SignInWorld.RefusedAsync(() => office.SignIn.AccountsAsync(role: "king"), "5.5.0");
        var records = (await office.Archive.RecordsAsync(await office.RecordsAsync() - 60, 500)).Records;
        Assert.Equal(["signInUnlocked", "signInsEnded"], records.Select(What).Where(what => what is "signInUnlocked" or "signInsEnded"));
    }

    [Fact]
    public async Task WhatWasTyped_StandsNowhere()
    {
        const string secret = "kestrel-over-the-weir-77";
        var account = await world.AccountAsync();
        using var own = world.As((await world.SignInAsync(account)).Tokens![0]);
        await own.SignIn.ChangePasswordAsync(new PasswordRequest(SignInWorld.Password, secret));
        var token = (await world.SignInAsync(account, secret)).Tokens![0].Token;
        await SignInWorld.RefusedAsync(() => world.SignInAsync(account, secret + "-mistyped"), "5.5.1");
        Assert.Empty(RawFiles.With(world.Scene.Server.Data, secret));
        Assert.Empty(RawFiles.With(world.Scene.Server.Data, token));
    }

    private async Task<AccountState> FindAsync(string account) => (await world.Scene.Office.SignIn.AccountsAsync(find: account.ToUpperInvariant())).Accounts.Single(a => a.Account == account);

    private static string? What(ArchiveRecord record) => record.Record is { } fixedPart && fixedPart.TryGetProperty("what", out var what) ? what.GetString() : null;
}

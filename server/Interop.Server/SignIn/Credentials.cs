using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.SignInApi;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Identity;
using Interop.Server.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Interop.Server.SignIn;

/// <summary>Passwords and second factors as they are kept: hashed by the framework, secrets encrypted. Each change is archived; what was typed never is.</summary>
internal sealed class Credentials(Database database, AppendLog log, TimeProvider time) : IDisposable
{
    private const string KeyClass = "credentials";
    private const int WrappedOctets = 32;

    private readonly PasswordHasher<Credential> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = SignInLimits.HashIterations }));
    private readonly SemaphoreSlim hashing = new(SignInLimits.HashingMax);
    private readonly Lazy<string> nobody = new(() => new PasswordHasher<Credential>(Options.Create(new PasswordHasherOptions { IterationCount = SignInLimits.HashIterations })).HashPassword(new Credential(), "nobody"));

    /// <summary>Null of an account without a password here, and of one whose person has left.</summary>
    public Credential? Find(string account) => database.Read(c => c.QuerySingleOrDefault<Credential>("""
        SELECT c.account_id AS AccountId, a.name AS Account, c.password, c.one_time AS OneTime, c.failures, c.locked_until AS LockedUntil, c.second_factor AS SecondFactor, c.second_on AS SecondOn
        FROM credentials c JOIN accounts a ON a.id=c.account_id WHERE a.name=@account AND a.disabled IS NULL
        """, new { account }));

    public (long Row, string DisplayName)? AccountRow(string account) =>
        database.Read(c => c.QuerySingleOrDefault<(long, string)?>("SELECT id, display_name FROM accounts WHERE name=@account AND disabled IS NULL", new { account }));

    /// <summary>Takes as long for an account that there is not. The check for a wait is asked again once it is this one's turn, so that many tries at once gain nothing.</summary>
    public async Task<bool> VerifyAsync(Credential? credential, string password, Func<bool> mayGoOn)
    {
        await hashing.WaitAsync();
        try
        {
            var isRight = hasher.VerifyHashedPassword(credential ?? new Credential(), credential?.Password ?? nobody.Value, password) != PasswordVerificationResult.Failed;
            return isRight && credential is not null && mayGoOn();
        }
        finally
        {
            hashing.Release();
        }
    }

    /// <summary>Sets a password: one's own (oneTime null) or one of an administrator.</summary>
    public async Task SetPasswordAsync(Principal by, long row, string account, string password, DateTimeOffset? oneTime)
    {
        var hash = hasher.HashPassword(new Credential(), password);
        await NoteAsync(by, "password", new JsonObject { ["account"] = account, ["oneTime"] = oneTime is not null }, c => c.Execute("""
            INSERT INTO credentials(account_id, password, one_time) VALUES (@row, @hash, @oneTime)
            ON CONFLICT (account_id) DO UPDATE SET password=excluded.password, one_time=excluded.one_time, failures=0, locked_until=0
            """, new { row, hash, oneTime = oneTime?.ToUnixTimeSeconds() }));
    }

    /// <summary>Counts a failure; answers until when the account has to wait now, if it has to.</summary>
    public async Task<DateTimeOffset?> FailAsync(Credential credential)
    {
        var now = time.GetUtcNow();
        var failures = await log.WriteAsync(c => c.ExecuteScalar<long>("UPDATE credentials SET failures=failures+1 WHERE account_id=@AccountId RETURNING failures", credential));
        var wait = Waits.After(failures);
        if (wait == TimeSpan.Zero)
            return null;
        var until = now + wait;
        var content = new JsonObject { ["account"] = credential.Account, ["failures"] = failures };
        await NoteAsync(Principal.Server, "signInLocked", content, c => c.Execute("UPDATE credentials SET locked_until=@until WHERE account_id=@AccountId", new { until = until.ToUnixTimeMilliseconds(), credential.AccountId }));
        return until;
    }

    /// <summary>An administrator ends the wait of an account, which begins to count from nothing.</summary>
    public Task UnlockAsync(Principal by, Credential credential) =>
        NoteAsync(by, "signInUnlocked", new JsonObject { ["account"] = credential.Account, ["failures"] = credential.Failures }, c => c.Execute("UPDATE credentials SET failures=0, locked_until=0 WHERE account_id=@AccountId", credential));

    /// <summary>An administrator ends all sign-ins of an account: on record before they end, so that none has ended without a record.</summary>
    public Task NoteSignInsEndedAsync(Principal by, string account) => NoteAsync(by, "signInsEnded", new JsonObject { ["account"] = account }, _ => 0);

    public Task SucceedAsync(Credential credential) => credential.Failures == 0
        ? Task.CompletedTask
        : log.WriteAsync(c => c.Execute("UPDATE credentials SET failures=0, locked_until=0 WHERE account_id=@AccountId", credential));

    /// <summary>Takes a code of the second factor: each once.</summary>
    public async Task<bool> TakeCodeAsync(Credential credential, string code)
    {
        if (credential.SecondFactor is not { } wrapped)
            return false;
        if (Totp.Match(SecretOf(wrapped), code, time.GetUtcNow()) is not { } step)
            return false;
        return await log.WriteAsync(c => c.Execute("UPDATE credentials SET second_step=@step WHERE account_id=@AccountId AND second_step<@step", new { step, credential.AccountId })) == 1;
    }

    public async Task<bool> TakeRecoveryCodeAsync(Credential credential, string code) =>
        RecoveryCode.HashOf(code) is { } hash
        && await log.WriteAsync(c => c.Execute("DELETE FROM recovery_codes WHERE account_id=@AccountId AND hash=@hash", new { credential.AccountId, hash })) == 1;

    /// <summary>A new secret, which is asked for once <see cref="ConfirmSecondFactorAsync"/> has seen a code of it.</summary>
    public async Task<byte[]> NewSecondFactorAsync(Credential credential)
    {
        // Wrapped as a key of 32 octets, of which the secret is the first 20.
        var key = System.Security.Cryptography.RandomNumberGenerator.GetBytes(WrappedOctets);
        var group = new KeyGroup(KeyClass, KeyGroup.PeriodOf(time.GetUtcNow()), 0);
        await log.WriteAsync(c => c.Execute("UPDATE credentials SET second_factor=@wrapped, second_on=0, second_step=0 WHERE account_id=@AccountId",
            new { wrapped = database.Vault.WrapKey(c, group, key), credential.AccountId }));
        return key[..Totp.SecretOctets];
    }

    /// <summary>Switches the second factor on; answers the recovery codes, or null when the code is wrong.</summary>
    public async Task<RecoveryCodes?> ConfirmSecondFactorAsync(Principal by, Credential credential, string code)
    {
        if (!await TakeCodeAsync(credential, code))
            return null;
        var codes = Enumerable.Range(0, SignInLimits.RecoveryCodeCount).Select(_ => RecoveryCode.New()).ToArray();
        await NoteAsync(by, "secondFactor", new JsonObject { ["account"] = credential.Account, ["state"] = "on" }, c =>
        {
            c.Execute("UPDATE credentials SET second_on=1 WHERE account_id=@AccountId", credential);
            c.Execute("DELETE FROM recovery_codes WHERE account_id=@AccountId", credential);
            return c.Execute("INSERT INTO recovery_codes(account_id, hash) VALUES (@AccountId, @hash)", codes.Select(one => new { credential.AccountId, hash = RecoveryCode.HashOf(one) }));
        });
        return new RecoveryCodes(codes);
    }

    /// <summary>Takes the second factor away, of somebody who has lost it.</summary>
    public Task RemoveSecondFactorAsync(Principal by, Credential credential) =>
        NoteAsync(by, "secondFactor", new JsonObject { ["account"] = credential.Account, ["state"] = "off" }, c =>
        {
            c.Execute("DELETE FROM recovery_codes WHERE account_id=@AccountId", credential);
            return c.Execute("UPDATE credentials SET second_factor=NULL, second_on=0, second_step=0 WHERE account_id=@AccountId", credential);
        });

    public static bool IsExpired(Credential credential, DateTimeOffset now) => credential.OneTime is { } until && until < now.ToUnixTimeSeconds();

    public void Dispose() => hashing.Dispose();

    private byte[] SecretOf(byte[] wrapped) => database.Vault.UnwrapKey(wrapped)[..Totp.SecretOctets];

    private Task<long> NoteAsync(Principal by, string what, JsonObject content, Func<SqliteConnection, int> write)
    {
        content["by"] = by.Account;
        return log.AppendAsync(new LogRecord(LogRecord.Access, new JsonObject { ["what"] = what, ["token"] = by.TokenId }, content), (connection, _) => write(connection));
    }
}

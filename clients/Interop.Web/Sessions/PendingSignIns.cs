using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Interop.Web.Sessions;

/// <summary>Between two steps of a sign-in (password, then code or new password): what was typed stays in this process for two minutes, and is used once.</summary>
internal sealed class PendingSignIns(TimeProvider time)
{
    private const int Max = 5_000;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<string, (string Account, string Password, string? Token, DateTimeOffset Until)> all = new(StringComparer.Ordinal);

    /// <param name="account">Who it is.</param>
    /// <param name="password">Was right.</param>
    /// <param name="token">That only changes the password, when it must be changed.</param>
    public string Keep(string account, string password, string? token = null)
    {
        var now = time.GetUtcNow();
        foreach (var (old, entry) in all)
        {
            if (entry.Until <= now || all.Count > Max)
                all.TryRemove(old, out _);
        }
        var id = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        all[id] = (account, password, token, now + Life);
        return id;
    }

    public (string Account, string Password, string? Token)? Take(string? id) =>
        id is not null && all.TryRemove(id, out var entry) && entry.Until > time.GetUtcNow() ? (entry.Account, entry.Password, entry.Token) : null;
}

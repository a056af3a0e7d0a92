using System.Security.Cryptography;

namespace Interop.Bridges.Xmpp.Component;

/// <summary>Pauses between attempts to connect: growing, with jitter, so that many bridges do not return all at once.</summary>
internal sealed class ReconnectBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);
    private int attempts;

    /// <summary>The next pause: between half and all of 0.5 s × 2ⁿ, at most 60 s.</summary>
    public TimeSpan Next()
    {
        var most = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(attempts++, 16)), Most.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(most / 2 + RandomNumberGenerator.GetInt32((int)(most / 2) + 1));
    }

    /// <summary>It worked.</summary>
    public void Reset() => attempts = 0;
}

using System.Collections.Concurrent;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;

namespace Interop.Bridges.Matrix.Inbound;

/// <summary>
/// Names that native people show, kept for a while. A name is a courtesy: when it cannot be had in a moment (the homeserver
/// may have to ask another one) the message goes on without.
/// </summary>
internal sealed class NativeNames(MatrixHomeserverClient homeserver, TimeProvider clock)
{
    private const int KeptMax = 20_000;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<MatrixUserId, (string? Name, long Since)> names = new();

    /// <summary>A membership event told the name.</summary>
    public void Learn(MatrixUserId user, string? name)
    {
        if (names.Count >= KeptMax)
            names.Clear(); // rare, and only costs asking again
        names[user] = (name, clock.GetTimestamp());
    }

    public async Task<string?> OfAsync(MatrixUserId user, CancellationToken cancel)
    {
        if (names.TryGetValue(user, out var known) && clock.GetElapsedTime(known.Since) < Kept)
            return known.Name;
        using var limit = new CancellationTokenSource(AskTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        string? name;
        try
        {
            name = await homeserver.GetDisplayNameAsync(user, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            name = known.Name;
        }
        catch (MatrixException)
        {
            name = known.Name;
        }

        Learn(user, name);
        return name;
    }
}

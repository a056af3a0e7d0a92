namespace Interop.Web.Pages.Chat;

/// <summary>Whether what is said arrives here by itself. A break is told when it lasts: connections are made anew all the time.</summary>
public sealed class LinkState(TimeProvider time)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(3);
    private bool stands = true;

    /// <summary>Since when nothing comes, and it is tried again; null while all is well.</summary>
    public DateTimeOffset? BrokenSince { get; private set; }

    /// <summary>Why it is not tried any more; null while it is.</summary>
    public string? Ended { get; private set; }

    /// <summary>It will not come back by itself.</summary>
    public void End(string why) => Ended = why;

    /// <param name="linked">How the connection is now.</param>
    /// <param name="onPage">Where the change is made, which is seen then.</param>
    /// <param name="stop">The page was left.</param>
    public async Task TellAsync(bool linked, Func<Action, Task> onPage, CancellationToken stop)
    {
        var since = time.GetUtcNow();
        var wasTold = false;
        await onPage(() =>
        {
            (wasTold, stands) = (!linked && !stands, linked);
            if (linked)
                BrokenSince = null;
        });
        if (linked || wasTold)
            return;
        try
        {
            await Task.Delay(Lasts, time, stop);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        await onPage(() => BrokenSince = stands ? null : BrokenSince ?? since);
    }
}

using Interop.Web.Shared;

namespace Interop.Web.Frame.Finding;

/// <summary>A short list of the server, kept for a minute: whoever types asks once, and a list that is on record as read is not read with each letter.</summary>
internal sealed class HeldList<T>(TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private T[] items = [];
    private DateTimeOffset until;

    /// <summary>Nothing when the server refuses or does not answer.</summary>
    public async Task<T[]> GetAsync(Func<Task<T[]>> read)
    {
        if (time.GetUtcNow() < until)
            return items;
        try
        {
            (items, until) = (await read(), time.GetUtcNow() + Kept);
        }
        catch (Exception fault) when (Failure.Of(fault) is not null || fault is OperationCanceledException)
        {
            items = [];
        }
        return items;
    }
}

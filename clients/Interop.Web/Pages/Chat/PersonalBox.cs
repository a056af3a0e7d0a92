using Interop.Protocol.ClientApi;
using Interop.Web.Sessions;

namespace Interop.Web.Pages.Chat;

/// <summary>
/// What waits for a personal persona stays at the server until a client acknowledges it (spec 5.7), and this application keeps nothing itself. So the newest stay
/// there, to be shown again, and older ones are acknowledged before there are so many that nobody can write any more.
/// </summary>
public sealed class PersonalBox(PersonaSeat seat)
{
    private const int KeptMax = 700;
    private const int Kept = 500;
    private readonly Queue<long> waiting = new();

    /// <summary>A frame of the stream is on the page.</summary>
    public async Task TakenAsync(SyncFrame frame, CancellationToken stop)
    {
        if (!seat.IsPersonal)
            return;
        foreach (var item in frame.Items)
            waiting.Enqueue(item.Position);
        if (waiting.Count <= KeptMax)
            return;
        var until = waiting.Peek();
        while (waiting.Count > Kept)
            until = waiting.Dequeue();
        await seat.Client.AckAsync(until, stop);
    }
}

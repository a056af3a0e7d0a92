using Interop.Client;
using Interop.Protocol.FederationApi;
using Interop.Protocol.PeopleApi;
using Interop.Web.Sessions;

namespace Interop.Web.Pages.Chat;

/// <summary>What somebody who chats has to see to besides rooms: what waits to be sent, urgent messages, and who asks to write. A personal persona has none of it.</summary>
public sealed class ChatErrands(PersonaSeat seat, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private readonly ParticipantClient calls = seat.Client.Participant;

    /// <summary>By the time when they are to be sent.</summary>
    public IReadOnlyList<SendLaterView> Later { get; private set; } = [];

    /// <summary>Null until it was asked for, and of a personal persona.</summary>
    public UrgencyStanding? Standing { get; private set; }

    /// <summary>What waits for this persona to decide.</summary>
    public IReadOnlyList<UrgentView> Urgent { get; private set; } = [];

    public IReadOnlyList<ConsentMessage> Consents { get; private set; } = [];

    /// <summary>People of other organisations who ask to write to this persona, and wait.</summary>
    public IReadOnlyList<ConsentMessage> Asking => [.. Consents.Where(c => c.Target == seat.User && c.Operation == ConsentMessage.Request)];

    public UrgentAsked? StateOf(EventId urgent) => Standing?.Asked.FirstOrDefault(a => a.Event == urgent);

    public async Task LoadAsync(CancellationToken stop)
    {
        if (seat.IsPersonal)
            return;
        var (later, consents) = (LoadLaterAsync(stop), LoadConsentsAsync(stop));
        await LookAsync(stop);
        await later;
        await consents;
    }

    public async Task LoadLaterAsync(CancellationToken stop = default) => Later = [.. (await calls.LaterAsync(stop)).OrderBy(l => l.SendAt, StringComparer.Ordinal)];

    public async Task LoadConsentsAsync(CancellationToken stop = default) => Consents = await calls.ConsentsAsync(stop);

    /// <summary>How urgent messages stand now.</summary>
    public async Task LookAsync(CancellationToken stop = default)
    {
        Standing = await calls.UrgencyAsync(stop);
        Urgent = Standing.Decides ? (await calls.UrgentAsync(stop)).Requests : [];
    }

    /// <summary>Looks from time to time, while there is somebody to wait for.</summary>
    public async Task RunAsync(Func<Action, Task> onPage, Action changed, CancellationToken stop)
    {
        using var look = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await look.WaitForNextTickAsync(stop))
            {
                if (Standing is { Decides: true } || Standing?.Asked.Any(a => a.State == UrgentAsked.Waits) == true || Later.Count > 0)
                    await LookOnceAsync(onPage, changed, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task LookOnceAsync(Func<Action, Task> onPage, Action changed, CancellationToken stop)
    {
        try
        {
            await LookAsync(stop);
            if (Later.Count > 0)
                await LoadLaterAsync(stop);
            await onPage(changed);
        }
        catch (Exception away) when (away is OcipProblemException or HttpRequestException || (away is TaskCanceledException && !stop.IsCancellationRequested))
        {
            return; // it is looked again; that the server is away is shown by the stream
        }
    }
}

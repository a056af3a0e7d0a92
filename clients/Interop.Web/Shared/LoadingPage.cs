using Interop.Web.Sessions;
using Microsoft.AspNetCore.Components;

namespace Interop.Web.Shared;

/// <summary>
/// A page that shows something of the server. It loads once the page is live, so that nothing is asked for twice; a refusal becomes <see cref="Failure"/>, which
/// <c>StateView</c> shows.
/// </summary>
public abstract class LoadingPage : ComponentBase, IDisposable
{
    private CancellationTokenSource stop = new();

    [CascadingParameter]
    public required WebSession Session { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    protected LoadState State { get; private set; } = LoadState.Loading;

    protected Failure? Failure { get; private set; }

    /// <summary>Cancelled when the page is left, or loads again.</summary>
    protected CancellationToken Stop => stop.Token;

    protected override Task OnInitializedAsync() => RendererInfo.IsInteractive ? ReloadAsync() : Task.CompletedTask;

    /// <summary>Asks the server for what is shown.</summary>
    protected abstract Task LoadAsync(CancellationToken cancel);

    /// <summary>From the beginning, as the button of a failure does.</summary>
    protected async Task ReloadAsync()
    {
        await stop.CancelAsync();
        stop.Dispose();
        stop = new CancellationTokenSource();
        (State, Failure) = (LoadState.Loading, null);
        if (await TryAsync(LoadAsync))
            State = LoadState.Ready;
    }

    /// <summary>Does something that asks the server. False when it failed, and the page shows why; nothing when the page was left meanwhile.</summary>
    protected async Task<bool> TryAsync(Func<CancellationToken, Task> what)
    {
        var mine = stop.Token;
        try
        {
            await what(mine);
            return true;
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception fault) when (Failure.Of(fault) is { } known)
        {
            (State, Failure) = (LoadState.Failed, known);
            if (known.IsSignedOut)
                Navigation.NavigateTo($"/sign-in?return={Uri.EscapeDataString("/" + Navigation.ToBaseRelativePath(Navigation.Uri))}", forceLoad: true);
            return false;
        }
    }

    public virtual void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
        GC.SuppressFinalize(this);
    }
}

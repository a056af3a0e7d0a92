using Microsoft.JSInterop;

namespace Interop.Web.Shared;

/// <summary>The module js/frame.js of this page, loaded once.</summary>
public sealed class FrameScript(IJSRuntime runtime) : IAsyncDisposable
{
    private Task<IJSObjectReference>? module;

    /// <summary>Zone, language and colours of the browser; from then on keys are told to <paramref name="page"/>.</summary>
    public async Task<BrowserFacts> BeginAsync<T>(DotNetObjectReference<T> page)
        where T : class =>
        await (await LoadAsync()).InvokeAsync<BrowserFacts>("begin", page);

    public async Task<bool> CopyAsync(string text) => await (await LoadAsync()).InvokeAsync<bool>("copy", text);

    public async Task SetThemeAsync(string theme) => await (await LoadAsync()).InvokeVoidAsync("setTheme", theme);

    /// <summary>Scrolls to the middle of what can be seen.</summary>
    public async Task RevealAsync(string selector) => await (await LoadAsync()).InvokeVoidAsync("reveal", selector);

    /// <summary>Into the middle of the region that it scrolls in, which is shown from its top; nothing else moves.</summary>
    public async Task CentreAsync(string selector) => await (await LoadAsync()).InvokeVoidAsync("centre", selector);

    public async Task FocusAsync(string selector) => await (await LoadAsync()).InvokeVoidAsync("focus", selector);

    public async ValueTask DisposeAsync()
    {
        if (module is not { IsCompletedSuccessfully: true })
            return;
        try
        {
            var loaded = await module;
            await loaded.InvokeVoidAsync("end");
            await loaded.DisposeAsync();
        }
        catch (Exception failed) when (BrowserGone.Is(failed))
        {
            return; // the browser is gone, and the module with it
        }
    }

    private Task<IJSObjectReference> LoadAsync() => module ??= runtime.InvokeAsync<IJSObjectReference>("import", "/js/frame.js").AsTask();
}

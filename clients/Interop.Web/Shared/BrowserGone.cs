using Microsoft.JSInterop;

namespace Interop.Web.Shared;

/// <summary>Nobody is there to be told any more: the page was closed, or has not answered for the minute that such a call has.</summary>
internal static class BrowserGone
{
    public static bool Is(Exception fault) => fault is JSDisconnectedException or TaskCanceledException;
}

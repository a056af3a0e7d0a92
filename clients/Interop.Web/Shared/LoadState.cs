namespace Interop.Web.Shared;

/// <summary>How far a page is with what it shows.</summary>
public enum LoadState
{
    Loading,
    Ready,
    Failed,
}

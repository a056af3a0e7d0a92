namespace Interop.Bridges.Storage;

internal enum PortalState
{
    /// <summary>The native room exists; the recording notice is not known to be out: nothing else may be shown there yet.</summary>
    Made = 0,

    Open = 1,

    /// <summary>The native person left or was removed; a later message opens a new one.</summary>
    Closed = 2,
}

namespace Interop.Bridges.Outbound;

internal enum LaneKind
{
    /// <summary>The portal of one native person in one room.</summary>
    Gated,

    /// <summary>A native room of several people.</summary>
    Observed,

    /// <summary>An administrator's request to observe a native room.</summary>
    Request,
}

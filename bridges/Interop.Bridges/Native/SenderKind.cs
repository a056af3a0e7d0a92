namespace Interop.Bridges.Native;

public enum SenderKind
{
    /// <summary>A foreign user shown on this network.</summary>
    Ghost,

    /// <summary>An employee's own account.</summary>
    Puppet,

    /// <summary>The bridge itself; also authors on networks without ghosts, whose name then stands in the text.</summary>
    Bot,
}

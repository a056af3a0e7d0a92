namespace Interop.Bridges.Connectors;

/// <summary>The network refused an act for good: it is reported with this message as detail (one plain sentence, no secrets) and not tried again.</summary>
public sealed class NativeRefusedException : Exception
{
    public NativeRefusedException(string message)
        : base(message)
    {
    }

    public NativeRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

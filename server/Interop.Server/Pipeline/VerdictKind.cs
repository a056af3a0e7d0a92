namespace Interop.Server.Pipeline;

internal enum VerdictKind
{
    /// <summary>On to the next stage.</summary>
    Continue,

    /// <summary>Refused: on to the archive, past everything between.</summary>
    Reject,

    /// <summary>A repeat: answered as before, not archived again.</summary>
    Drop,
}

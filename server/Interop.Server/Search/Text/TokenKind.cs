namespace Interop.Server.Search.Text;

internal enum TokenKind
{
    /// <summary>Letters, digits and their marks.</summary>
    Word,

    /// <summary>Two neighbours of a script that is written without spaces.</summary>
    Pair,

    /// <summary>The last, or only, character of such a run.</summary>
    Tail,

    /// <summary>One pictograph.</summary>
    Symbol,
}

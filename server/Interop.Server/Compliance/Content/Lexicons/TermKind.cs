namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>What a piece of a term is.</summary>
internal enum TermKind
{
    Word,
    Quoted,
    And,
    Or,
    Not,

    /// <summary>NEAR/n: in any order.</summary>
    Near,

    /// <summary>PRE/n: the left one first.</summary>
    Before,
    Open,
    Close,
}

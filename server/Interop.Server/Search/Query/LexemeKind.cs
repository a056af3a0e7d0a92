namespace Interop.Server.Search.Query;

internal enum LexemeKind
{
    Word,
    Phrase,
    And,
    Or,
    Not,
    Near,
    Open,
    Close,
}

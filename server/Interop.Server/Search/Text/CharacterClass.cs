namespace Interop.Server.Search.Text;

internal enum CharacterClass
{
    /// <summary>Between words.</summary>
    Break,

    /// <summary>A letter or digit of a script with spaces.</summary>
    Word,

    /// <summary>Belongs to the character before it.</summary>
    Mark,

    /// <summary>A character of a script without spaces between words.</summary>
    Unspaced,

    /// <summary>A pictograph: a word of its own.</summary>
    Symbol,
}

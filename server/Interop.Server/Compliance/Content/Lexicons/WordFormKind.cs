namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>How a word of a term is looked for.</summary>
internal enum WordFormKind
{
    /// <summary>As it stands.</summary>
    Literal,

    /// <summary>All words that begin so.</summary>
    Prefix,

    /// <summary>By its beginning, and then by a check.</summary>
    Checked,

    /// <summary>Any word at all.</summary>
    Any,
}

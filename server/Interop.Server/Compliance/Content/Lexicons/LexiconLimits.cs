namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>How much one lexicon may ask (spec 07). Beyond them it is refused when it is written; what a text may cost is bounded by them.</summary>
internal static class LexiconLimits
{
    /// <summary>Terms of one lexicon.</summary>
    public const int TermsMax = 20_000;

    /// <summary>UTF-16 units of one term.</summary>
    public const int TermCharactersMax = 500;

    /// <summary>Words of one term, all together.</summary>
    public const int TermWordsMax = 64;

    /// <summary>Parentheses in parentheses.</summary>
    public const int DepthMax = 16;

    /// <summary>Largest n of NEAR/n and PRE/n.</summary>
    public const int NearMax = 100;

    /// <summary>NEAR and PRE without a number.</summary>
    public const int NearDefault = 10;

    /// <summary>Letters before the first * or ? of a word that is not quoted.</summary>
    public const int LeadingLettersMin = 3;

    /// <summary>Words of one lexicon that begin with a * or ?: each is tried on each word of a text.</summary>
    public const int OpenWordsMax = 100;

    /// <summary>Exclusions of one term.</summary>
    public const int ExclusionsMax = 50;

    /// <summary>Entries of the allow-list.</summary>
    public const int AllowedMax = 5_000;

    /// <summary>Texts that are ignored.</summary>
    public const int DisclaimersMax = 100;

    /// <summary>UTF-16 units of one of them.</summary>
    public const int DisclaimerCharactersMax = 10_000;

    /// <summary>Letters of all terms, exclusions, allowed and ignored texts together.</summary>
    public const int LettersMax = 1_000_000;
}

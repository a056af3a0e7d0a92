namespace Interop.Server.Search.Query;

/// <summary>How much one question may ask (spec 08).</summary>
internal static class QueryLimits
{
    /// <summary>Characters of a question.</summary>
    public const int CharactersMax = 2_000;

    /// <summary>Words, all together.</summary>
    public const int WordsMax = 128;

    /// <summary>Parentheses in parentheses.</summary>
    public const int DepthMax = 16;

    /// <summary>Words of one quarter that one prefix may stand for.</summary>
    public const int PrefixWordsMax = 256;

    /// <summary>Largest n of NEAR/n.</summary>
    public const int NearMax = 100;

    /// <summary>NEAR without a number.</summary>
    public const int NearDefault = 10;

    /// <summary>Hits of a page.</summary>
    public const int PageMax = 200;

    public const int PageDefault = 50;

    /// <summary>Up to here hits are counted; by rank, so many of the newest are ranked.</summary>
    public const int CountedMax = 10_000;

    /// <summary>Values of one filter.</summary>
    public const int FilterValuesMax = 100;
}

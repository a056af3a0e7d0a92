namespace Interop.Server.Compliance.Content.Detection;

/// <summary>What a policy of kind dlp looks for.</summary>
internal sealed record DlpSettings
{
    /// <summary>Characters between a place and a word near it, where nothing else is said.</summary>
    public const int NearDefault = 60;

    public const int NearMax = 1_000;
    public const int ExpressionsMax = 50;
    public const int PatternCharactersMax = 500;
    public const int WordsMax = 100;
    public const int MinimumMax = 1_000;

    public DetectorSettings[] Detectors { get; init; } = [];

    public ExpressionSettings[] Expressions { get; init; } = [];

    public int Near { get; init; } = NearDefault;
}

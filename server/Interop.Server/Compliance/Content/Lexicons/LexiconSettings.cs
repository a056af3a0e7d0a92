namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>A lexicon as an administrator wrote it.</summary>
internal sealed record LexiconSettings
{
    public const string NoStem = "none";

    public required TermSettings[] Terms { get; init; }

    /// <summary>Language in which words that are not quoted are taken apart; null: they are meant as they stand.</summary>
    public string? Stem { get; init; }

    /// <summary>Phrases within which no term counts.</summary>
    public string[] Allow { get; init; } = [];

    /// <summary>Texts that are ignored, such as a firm's own small print.</summary>
    public string[] Disclaimers { get; init; } = [];

    /// <summary>How many places of one event make a finding.</summary>
    public int Minimum { get; init; } = 1;
}

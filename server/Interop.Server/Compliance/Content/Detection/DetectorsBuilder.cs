using System.Text.RegularExpressions;
using Interop.Server.Compliance.Content.Lexicons;

namespace Interop.Server.Compliance.Content.Detection;

/// <summary>Makes <see cref="Detectors"/> of what an administrator wrote.</summary>
internal sealed class DetectorsBuilder
{
    /// <summary>Of one text; expressions are linear in it, so that only a stalled machine reaches this.</summary>
    private static readonly TimeSpan MatchMax = TimeSpan.FromSeconds(1);

    private readonly List<string> words = [];

    /// <exception cref="LexiconException">Something is not known, not understood, or too much.</exception>
    public DetectorsBuilder(DlpSettings settings)
    {
        Near = settings.Near;
        if (settings.Detectors.Length + settings.Expressions.Length == 0)
            throw new LexiconException("/detectors", "There is nothing to look for. Name a detector, or write an expression.");
        foreach (var (place, detector) in settings.Detectors.Index())
            Add(detector, $"/detectors/{place}");
        Limit("/expressions", settings.Expressions.Length, DlpSettings.ExpressionsMax, "expressions");
        foreach (var (place, expression) in settings.Expressions.Index())
            Add(expression, $"/expressions/{place}");
        if (words.Count > 0)
            Words = Lexicon.Compile(new LexiconSettings { Terms = [.. words.Select(word => new TermSettings(word, [], null))] });
    }

    public List<(NumberDetector Number, int Index, bool NeedsWord)> Numbers { get; } = [];

    public Dictionary<string, int> Secrets { get; } = new(StringComparer.Ordinal);

    public List<(Regex Expression, int Index, bool NeedsWord)> Expressions { get; } = [];

    public List<string> Names { get; } = [];

    public List<int> Minimums { get; } = [];

    public Lexicon? Words { get; }

    public List<int> WordOwners { get; } = [];

    public int Near { get; }

    private void Add(DetectorSettings settings, string pointer)
    {
        var index = Begin(settings.Name, settings.Minimum, pointer);
        if (SecretKinds.All.Contains(settings.Name, StringComparer.Ordinal))
        {
            Secrets.Add(settings.Name, index);
            return;
        }
        var number = NumberDetectors.All.FirstOrDefault(known => known.Name == settings.Name)
            ?? throw new LexiconException($"{pointer}/name", $"There is no such detector. Known are {string.Join(", ", NumberDetectors.All.Select(n => n.Name).Concat(SecretKinds.All))}.");
        AddWords([.. number.Words, .. settings.Words], index, pointer);
        var needsWord = settings.Context switch { DetectorSettings.Required => true, DetectorSettings.None => false, _ => number.Words.Length > 0 };
        if (needsWord && number.Words.Length + settings.Words.Length == 0)
            throw new LexiconException($"{pointer}/words", "A word must stand near it, and none is given.");
        Numbers.Add((number, index, needsWord));
    }

    private void Add(ExpressionSettings settings, string pointer)
    {
        var index = Begin(settings.Name, settings.Minimum, pointer);
        AddWords(settings.Words, index, pointer);
        Limit($"{pointer}/pattern", settings.Pattern.Length, DlpSettings.PatternCharactersMax, "characters in the expression");
        if (ExpressionWeight.Of(settings.Pattern) > ExpressionWeight.Max)
            throw new LexiconException($"{pointer}/pattern", $"With its repetitions the expression is larger than {ExpressionWeight.Max} pieces. Make the counts smaller.") { IsTooMuch = true };
        try
        {
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (settings.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
            Expressions.Add((new Regex(settings.Pattern, options, MatchMax), index, settings.Words.Length > 0));
        }
        catch (RegexParseException fault)
        {
            throw new LexiconException($"{pointer}/pattern", $"column {fault.Offset + 1}: the expression is not understood ({fault.Error}).");
        }
        catch (NotSupportedException)
        {
            throw new LexiconException($"{pointer}/pattern", "The expression needs to go back in the text (look-around, back references, atomic groups, conditions). Write it without.");
        }
    }

    private int Begin(string name, int minimum, string pointer)
    {
        if (Names.Contains(name, StringComparer.Ordinal))
            throw new LexiconException($"{pointer}/name", "This name stands there twice.");
        if (minimum is < 1 or > DlpSettings.MinimumMax)
            throw new LexiconException($"{pointer}/minimum", $"A number from 1 to {DlpSettings.MinimumMax} is expected.");
        Names.Add(name);
        Minimums.Add(minimum);
        return Names.Count - 1;
    }

    private void AddWords(string[] added, int index, string pointer)
    {
        Limit($"{pointer}/words", added.Length, DlpSettings.WordsMax, "words");
        foreach (var (place, word) in added.Index())
        {
            try
            {
                TermParser.Parse(word);
            }
            catch (TermException fault)
            {
                throw new LexiconException($"{pointer}/words/{place}", fault.Message);
            }
            words.Add(word);
            WordOwners.Add(index);
        }
    }

    private static void Limit(string pointer, int count, int max, string what)
    {
        if (count > max)
            throw new LexiconException(pointer, $"There are more than {max} {what}.") { IsTooMuch = true };
    }
}

using System.Text.RegularExpressions;
using Interop.Server.Compliance.Content.Lexicons;

namespace Interop.Server.Compliance.Content.Detection;

/// <summary>
/// What a policy of kind dlp looks for, compiled (spec 07): numbers by form and check digits, secrets, expressions of the organisation's own, each with
/// words near it where it needs one. Without a finding nothing is allocated. Immutable; for many threads.
/// </summary>
internal sealed class Detectors : ITextFinder
{
    private readonly (NumberDetector Number, int Index, bool NeedsWord)[] numbers;
    private readonly Dictionary<string, int> secrets;
    private readonly (Regex Expression, int Index, bool NeedsWord)[] expressions;
    private readonly Lexicon? words;
    private readonly int[] wordOwner;
    private readonly int near;
    private readonly bool hasLetters;
    private readonly string[] names;
    private readonly int[] minimums;

    private Detectors(DetectorsBuilder built)
    {
        (numbers, secrets, expressions) = ([.. built.Numbers], built.Secrets, [.. built.Expressions]);
        (names, minimums) = ([.. built.Names], [.. built.Minimums]);
        (words, wordOwner, near) = (built.Words, [.. built.WordOwners], built.Near);
        hasLetters = Array.Exists(numbers, n => n.Number.HasLetters);
    }

    /// <exception cref="LexiconException">Something is not known, not understood, or too much.</exception>
    public static Detectors Compile(DlpSettings settings) => new(new DetectorsBuilder(settings));

    /// <summary>Adds the places of a text in which something was found, by detectors and, of each, by place.</summary>
    public void Find(ReadOnlySpan<char> text, List<TextHit> hits)
    {
        var memory = DetectionMemory.Own;
        memory.Begin();
        if (numbers.Length > 0 && memory.Text.Read(text))
            FindNumbers(memory, text, hits);
        if (secrets.Count > 0)
            FindSecrets(text, hits);
        foreach (var (expression, index, needsWord) in expressions)
        {
            foreach (var match in expression.EnumerateMatches(text))
            {
                if (match.Length > 0 && (!needsWord || HasWord(memory, text, index, match.Index, match.Index + match.Length)))
                    hits.Add(new TextHit(index, match.Index, match.Length));
            }
        }
    }

    public int Count => names.Length;

    public string NameOf(int what) => names[what];

    /// <summary>As many places of one detector as it asks for.</summary>
    public bool IsFinding(List<TextHit> hits)
    {
        var counts = DetectionMemory.Own.Counts(names.Length);
        foreach (var hit in hits)
        {
            if (++counts[hit.What] >= minimums[hit.What])
                return true;
        }
        return false;
    }

    private void FindNumbers(DetectionMemory memory, ReadOnlySpan<char> text, List<TextHit> hits)
    {
        var units = memory.Text.Units;
        for (var at = 0; at < units.Length; at++)
        {
            if (!Begins(units, at))
                continue;
            var isDigit = char.IsAsciiDigit(units[at]);
            if (!isDigit && !hasLetters)
                continue;
            memory.Digits.Read(units, at, letters: false);
            if (hasLetters)
                memory.Mixed.Read(units, at, letters: true);
            // A shorter number within a longer one that was found is none of its own; other kinds of the same length are.
            var behind = at;
            foreach (var (number, index, needsWord) in numbers)
            {
                var candidate = number.HasLetters ? memory.Mixed : memory.Digits;
                if (!number.HasLetters && !isDigit)
                    continue;
                foreach (var length in number.Lengths)
                {
                    if (!candidate.MayEnd(length) || !number.Holds(candidate, length))
                        continue;
                    var end = candidate.End(length);
                    if (needsWord && number.SpeaksForItself?.Invoke(candidate, length) != true && !HasWord(memory, text, index, at, end))
                        continue;
                    hits.Add(new TextHit(index, at, end - at));
                    behind = Math.Max(behind, end - 1);
                    break;
                }
            }
            at = behind;
        }
    }

    /// <summary>A letter or digit, and none directly before it.</summary>
    private static bool Begins(ReadOnlySpan<char> units, int at)
    {
        if (!char.IsAsciiDigit(units[at]) && !char.IsAsciiLetterUpper(units[at]))
            return false;
        var before = at - 1;
        while (before >= 0 && units[before] == DetectionText.Nothing)
            before--;
        return before < 0 || !DetectionText.IsWordLike(units[before]);
    }

    private void FindSecrets(ReadOnlySpan<char> text, List<TextHit> hits)
    {
        for (var from = 0; SecretKinds.Next(text, from) is { } found; from = found.Start + found.Length)
        {
            if (secrets.TryGetValue(found.Kind, out var index))
                hits.Add(new TextHit(index, found.Start, found.Length));
        }
        if (!secrets.TryGetValue(SecretKinds.Assignment, out var assignment))
            return;
        for (var from = 0; SecretKinds.NextAssignment(text, from) is { } found; from = found.Behind)
            hits.Add(new TextHit(assignment, found.Start, found.Length));
    }

    /// <summary>Whether a word of the detector stands near a place. The words of a text are looked for once, and only when somebody asks.</summary>
    private bool HasWord(DetectionMemory memory, ReadOnlySpan<char> text, int detector, int start, int end)
    {
        if (words is null)
            return false;
        if (!memory.HasWords)
        {
            memory.HasWords = true;
            words.Find(text, memory.Words);
        }
        memory.Spend(memory.Words.Count);
        foreach (var word in memory.Words)
        {
            if (wordOwner[word.What] == detector && word.Start <= end + near && word.Start + word.Length >= start - near && !(word.Start >= start && word.Start + word.Length <= end))
                return true;
        }
        return false;
    }
}

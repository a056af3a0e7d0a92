using System.Text;
using Interop.Server.Compliance.Content.Reading;

namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>Makes a <see cref="Lexicon"/> of what an administrator wrote: terms to expressions, their words to elements, and these to one automaton.</summary>
internal sealed class LexiconBuilder(LexiconSettings settings)
{
    private readonly Dictionary<LexiconElement, int> numbers = [];
    private readonly FoldedText reading = new();
    private long letters;

    public AutomatonBuilder Automaton { get; } = new();

    public List<LexiconElement> Elements { get; } = [];

    /// <summary>Elements that may begin with any letter: tried on each word.</summary>
    public List<int> Open { get; } = [];

    public LexiconTerm[] Terms { get; private set; } = [];

    public Expression[] Allowed { get; private set; } = [];

    public int Minimum => settings.Minimum;

    public Expression[] Disclaimers { get; private set; } = [];

    /// <exception cref="LexiconException">A term cannot be understood, or there is too much of something.</exception>
    public Lexicon Build()
    {
        Limit("/terms", settings.Terms.Length, LexiconLimits.TermsMax, "terms");
        Limit("/allow", settings.Allow.Length, LexiconLimits.AllowedMax, "entries of the allow-list");
        Limit("/disclaimers", settings.Disclaimers.Length, LexiconLimits.DisclaimersMax, "disclaimers");
        if (settings.Terms.Length == 0)
            throw new LexiconException("/terms", "There is no term. A lexicon needs one at least.");
        var stem = Language("/stem", settings.Stem);
        Terms = [.. settings.Terms.Select((term, number) => Term(term, $"/terms/{number}", stem))];
        Allowed = [.. settings.Allow.Select((phrase, number) => Guard(phrase, $"/allow/{number}"))];
        Disclaimers = [.. settings.Disclaimers.Select((text, number) => Disclaimer(text, $"/disclaimers/{number}"))];
        return new Lexicon(this);
    }

    private LexiconTerm Term(TermSettings term, string pointer, StemLanguage? stem)
    {
        var own = term.Stem switch { null => stem, LexiconSettings.NoStem => null, { } language => Language($"{pointer}/stem", language) };
        Limit($"{pointer}/except", term.Except.Length, LexiconLimits.ExclusionsMax, "exclusions");
        return new LexiconTerm(term.Term, Compile(Parse(term.Term, pointer), own, pointer), [.. term.Except.Select((phrase, n) => Guard(phrase, $"{pointer}/except/{n}"))]);
    }

    private Expression.Phrase Guard(string phrase, string pointer) => Parse(phrase, pointer) is TermNode.Phrase node
        ? Phrase(node.Words, null, true, pointer)
        : throw new LexiconException(pointer, "Here stands one phrase, without AND, OR, NOT, NEAR and PRE.");

    private Expression.Phrase Disclaimer(string text, string pointer)
    {
        Limit(pointer, text.Length, LexiconLimits.DisclaimerCharactersMax, "characters");
        reading.Read(text);
        if (reading.Tokens.IsEmpty)
            throw new LexiconException(pointer, "There is no word in it.");
        var from = reading.Tokens[0].IsWord ? 0 : reading.Tokens[0].From;
        return new Expression.Phrase([Number(new LexiconElement(new string(reading.Letters[from..]), reading.Tokens.Length, null), pointer)], [0], true);
    }

    private static TermNode Parse(string term, string pointer)
    {
        try
        {
            return TermParser.Parse(term);
        }
        catch (TermException fault)
        {
            throw new LexiconException(pointer, $"'{Shown(term)}', {fault.Message}");
        }
    }

    private Expression Compile(TermNode node, StemLanguage? stem, string pointer) => node switch
    {
        TermNode.Phrase phrase => Phrase(phrase.Words, stem, false, pointer),
        TermNode.Any any => new Expression.AnyOf([.. any.Nodes.Select(n => Compile(n, stem, pointer))]),
        TermNode.All all => new Expression.AllOf([.. all.Wanted.Select(n => Compile(n, stem, pointer))], [.. all.Unwanted.Select(n => Compile(n, stem, pointer))]),
        TermNode.Near near => new Expression.NearBy(Compile(near.Left, stem, pointer), Compile(near.Right, stem, pointer), near.Distance, near.IsOrdered),
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    /// <summary>As few elements as can be: words that stand as they are make one, up to the next that needs a look of its own.</summary>
    private Expression.Phrase Phrase(IReadOnlyList<TermWord> words, StemLanguage? stem, bool isGuard, string pointer)
    {
        var (parts, skips) = (new List<int>(), new List<int>());
        var (run, tokens, skip) = (new StringBuilder(), 0, 0);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var form = WordForm.Of(word, word.IsQuoted ? null : stem);
            if (form.Kind is WordFormKind.Checked or WordFormKind.Any)
                EndRun();
            switch (form.Kind)
            {
                case WordFormKind.Any:
                    skip++;
                    break;
                case WordFormKind.Checked:
                    AddPart(new LexiconElement(form.Pattern, 1, form.Check));
                    break;
                default:
                    if (word.IsWord && (run.Length == 0 || run[^1] != FoldedText.Gap))
                        run.Append(FoldedText.Gap);
                    run.Append(form.Pattern);
                    tokens++;
                    if (form.Kind == WordFormKind.Prefix)
                        EndRun();
                    else if (word.IsWord)
                        run.Append(FoldedText.Gap);
                    break;
            }
        }
        EndRun();
        return new Expression.Phrase([.. parts], [.. skips], isGuard);

        void EndRun()
        {
            if (tokens > 0)
                AddPart(new LexiconElement(run.ToString(), tokens, null));
            run.Clear();
            tokens = 0;
        }

        void AddPart(LexiconElement element)
        {
            parts.Add(Number(element, pointer));
            skips.Add(skip);
            skip = 0;
        }
    }

    private int Number(LexiconElement element, string pointer)
    {
        if (numbers.TryGetValue(element, out var known))
            return known;
        var number = Elements.Count;
        numbers.Add(element, number);
        Elements.Add(element);
        letters += element.Pattern.Length;
        Limit(pointer, letters, LexiconLimits.LettersMax, "letters in the lexicon up to here");
        if (element.Pattern.Length > 0)
            Automaton.Add(element.Pattern, number);
        else
            Open.Add(number);
        Limit(pointer, Open.Count, LexiconLimits.OpenWordsMax, "words that begin with * or ?");
        return number;
    }

    private static StemLanguage? Language(string pointer, string? code) => code is null ? null : StemLanguage.Find(code)
        ?? throw new LexiconException(pointer, $"'{Shown(code)}' is no language whose words are taken apart. Known are {string.Join(", ", StemLanguage.All.Select(l => l.Code))}.");

    private static void Limit(string pointer, long count, long max, string what)
    {
        if (count > max)
            throw new LexiconException(pointer, $"There are more than {max} {what}. Make several lexicons of it.") { IsTooMuch = true };
    }

    private static string Shown(string term) => term.Length <= 80 ? term : term[..79] + "…";
}

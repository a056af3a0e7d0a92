using Interop.Server.Compliance.Content.Reading;

namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>What a word must keep to after its beginning was found.</summary>
internal abstract record WordCheck
{
    /// <summary>Letters of a word that is compared; no longer one is found by its end or its stem.</summary>
    public const int LettersMax = 64;

    /// <param name="memory">With the text.</param>
    /// <param name="token">Number of the word in it.</param>
    public abstract bool Holds(Matching memory, int token);

    /// <summary>A word with wildcards. All ways to read it are followed at once: no way back, and one step for each letter.</summary>
    /// <param name="Pattern">Folded, with the signs of wildcards; at most <see cref="LettersMax"/> - 1.</param>
    internal sealed record Wildcards(string Pattern) : WordCheck
    {
        public override bool Holds(Matching memory, int token)
        {
            var word = memory.Text.Tokens[token];
            return word.To - word.From <= LettersMax && Matches(memory.Text.Letters[word.From..word.To]);
        }

        internal bool Matches(ReadOnlySpan<char> letters)
        {
            var at = Past(1UL);
            foreach (var letter in letters)
            {
                var next = 0UL;
                for (var i = 0; i < Pattern.Length; i++)
                {
                    if ((at >> i & 1) == 0)
                        continue;
                    if (Pattern[i] == FoldedText.Star)
                        next |= 1UL << i;
                    else if (Pattern[i] == FoldedText.Query || Pattern[i] == letter)
                        next |= 1UL << (i + 1);
                }
                at = Past(next);
                if (at == 0)
                    return false;
            }
            return (at >> Pattern.Length & 1) != 0;
        }

        /// <summary>A star may stand for nothing.</summary>
        private ulong Past(ulong at)
        {
            for (var i = 0; i < Pattern.Length; i++)
            {
                if (Pattern[i] == FoldedText.Star && (at >> i & 1) != 0)
                    at |= 1UL << (i + 1);
            }
            return at;
        }
    }

    /// <summary>A word whose stem is that of the term's word.</summary>
    /// <param name="Stem">That of the word as it was written in the term, folded.</param>
    /// <param name="Plain">That of the same word without its diacritics, folded.</param>
    /// <param name="Language">In which the words are taken apart.</param>
    internal sealed record SameStem(string Stem, string Plain, StemLanguage Language) : WordCheck
    {
        public override bool Holds(Matching memory, int token)
        {
            var (stem, plain) = memory.Stems.Of(memory, token, Language);
            return stem == Stem || plain == Stem || stem == Plain || plain == Plain;
        }
    }
}

namespace Interop.Server.Tests.Search;

/// <summary>A question as a test means it: how it is written, and which texts have it, found out by reading them word by word.</summary>
internal abstract record Asked
{
    /// <summary>As it is written in the query language.</summary>
    public abstract override string ToString();

    public abstract bool IsIn(Spoken spoken);

    /// <summary>Words in a row; the last one may stand for all that begin so.</summary>
    internal sealed record Row(string[] Words, bool IsPrefix) : Asked
    {
        public override string ToString() => $"\"{string.Join(' ', Words)}{(IsPrefix ? "*" : "")}\"";

        public override bool IsIn(Spoken spoken) => Enumerable.Range(0, spoken.Words.Length).Any(at => at + Words.Length <= spoken.Words.Length
            && Words.Index().All(w => IsPrefix && w.Index == Words.Length - 1 ? spoken.Words[at + w.Index].StartsWith(w.Item, StringComparison.Ordinal) : spoken.Words[at + w.Index] == w.Item));
    }

    internal sealed record Word(string Text, bool IsPrefix) : Asked
    {
        public override string ToString() => IsPrefix ? Text + "*" : Text;

        public override bool IsIn(Spoken spoken) => spoken.Words.Any(word => IsPrefix ? word.StartsWith(Text, StringComparison.Ordinal) : word == Text);
    }

    /// <summary>Characters of a script without spaces: anywhere.</summary>
    internal sealed record Characters(string Text) : Asked
    {
        public override string ToString() => Text;

        public override bool IsIn(Spoken spoken) => spoken.Unspaced.Contains(Text, StringComparison.Ordinal);
    }

    /// <summary>Two different words with at most so many between them, in any order.</summary>
    internal sealed record Near(string One, string Other, int Between) : Asked
    {
        public override string ToString() => $"{One} NEAR/{Between} {Other}";

        public override bool IsIn(Spoken spoken) => spoken.Words.Index().Any(a => a.Item == One && spoken.Words.Index().Any(b => b.Item == Other && Math.Abs(a.Index - b.Index) - 1 <= Between));
    }

    internal sealed record Both(Asked One, Asked Other, bool IsWritten) : Asked
    {
        public override string ToString() => $"({One}) {(IsWritten ? "AND " : "")}({Other})";

        public override bool IsIn(Spoken spoken) => One.IsIn(spoken) && Other.IsIn(spoken);
    }

    internal sealed record Either(Asked One, Asked Other) : Asked
    {
        public override string ToString() => $"({One}) OR ({Other})";

        public override bool IsIn(Spoken spoken) => One.IsIn(spoken) || Other.IsIn(spoken);
    }

    internal sealed record Without(Asked Wanted, Asked Unwanted) : Asked
    {
        public override string ToString() => $"({Wanted}) NOT ({Unwanted})";

        public override bool IsIn(Spoken spoken) => Wanted.IsIn(spoken) && !Unwanted.IsIn(spoken);
    }
}

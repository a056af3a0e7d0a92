namespace Interop.Server.Compliance.Content;

/// <summary>What a policy looks for in a text: a lexicon, or detectors. Immutable; for many threads at once.</summary>
internal interface ITextFinder
{
    /// <summary>Adds the places where something is, ordered by what it is and by place. Allocates nothing when there are none.</summary>
    /// <exception cref="Rulebook.PolicyLimitException">The text makes more work than one may.</exception>
    void Find(ReadOnlySpan<char> text, List<TextHit> hits);

    /// <summary>How many terms or detectors there are.</summary>
    int Count { get; }

    /// <summary>A term as it was written, or the name of a detector.</summary>
    string NameOf(int what);

    /// <summary>Whether so many places of one text are a finding.</summary>
    /// <param name="hits">At least one, as <see cref="Find"/> has added them.</param>
    bool IsFinding(List<TextHit> hits);
}

using Interop.Protocol.Identifiers;

namespace Interop.Server.Compliance.Rulebook.Kinds;

/// <summary>Finds users that a text names: ocip://acme.example/u/alice, alice@acme.example, or @alice for one of the writer's own organisation. Text with neither sign is passed over at once.</summary>
internal static class MentionReader
{
    private const string Scheme = "ocip://";

    /// <summary>Those named, in their order; allocates nothing when there are none.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="own">The writer's organisation.</param>
    public static IReadOnlyList<UserId> In(ReadOnlySpan<char> text, ProviderName own)
    {
        if (text.IndexOf('@') < 0 && text.IndexOf(Scheme, StringComparison.Ordinal) < 0)
            return [];
        var found = new List<UserId>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && IsWord(text[i]))
                continue;
            Take(text[start..i].Trim(".,;:!?()"), own, found);
            start = i + 1;
        }
        return found;
    }

    private static void Take(ReadOnlySpan<char> word, ProviderName own, List<UserId> found)
    {
        if (word.StartsWith(Scheme, StringComparison.Ordinal))
        {
            if (UserId.TryParse(word.ToString(), out var user))
                found.Add(user);
            return;
        }
        var at = word.LastIndexOf('@');
        if (at == 0 && UserId.TryParse($"{Scheme}{own.Value}/u/{word[1..]}".ToLowerInvariant(), out var colleague))
            found.Add(colleague);
        else if (at > 0 && UserId.TryParse($"{Scheme}{word[(at + 1)..]}/u/{word[..at]}".ToLowerInvariant(), out var named))
            found.Add(named);
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '@' or '.' or ':' or '/' or '-' or '_' or '~' or '=' or '+';
}

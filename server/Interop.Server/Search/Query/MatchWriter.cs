using Dapper;
using Interop.Server.Search.Index;
using Interop.Server.Search.Text;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Search.Query;

/// <summary>Writes a question in the language of FTS5, in the tokens of one partition.</summary>
internal sealed class MatchWriter(SqliteConnection connection, PartitionKey key)
{
    private readonly Dictionary<string, List<string>> prefixes = new(StringComparer.Ordinal);

    /// <summary>The expression; null when nothing in this partition can match.</summary>
    /// <exception cref="QueryException">A prefix stands for too many words.</exception>
    public string? Of(QueryNode node) => node switch
    {
        QueryNode.Phrase phrase => Join(Phrases(phrase), " OR "),
        QueryNode.Any any => Join(any.Nodes.Select(Of).OfType<string>(), " OR "),
        QueryNode.All all => Of(all),
        QueryNode.Near near => Of(near),
        _ => null,
    };

    /// <summary>Any of these facets.</summary>
    public string AnyOf(IEnumerable<string> facets) => Join(facets.Select(facet => Quoted([Token(facet)])), " OR ")!;

    /// <summary>The words that a prefix stands for here.</summary>
    public List<string> Expand(string prefix, int position)
    {
        if (prefixes.TryGetValue(prefix, out var found))
            return found;
        found = [];
        foreach (var (token, word) in connection.Query<(long Token, byte[] Word)>("SELECT token, word FROM vocabulary WHERE stem=@stem", new { stem = key.TokenOf(Stems.Of(prefix)!) }, buffered: false))
        {
            if (!key.Open(word, token).StartsWith(prefix, StringComparison.Ordinal))
                continue;
            found.Add(PartitionKey.TextOf(token));
            if (found.Count > QueryLimits.PrefixWordsMax)
                throw new QueryException(position, $"More than {QueryLimits.PrefixWordsMax} words begin with '{prefix}'. Write more of it.");
        }
        return prefixes[prefix] = found;
    }

    private string? Of(QueryNode.All all)
    {
        var wanted = all.Wanted.Select(Of).ToArray();
        if (wanted.Contains(null))
            return null;
        var match = Join(wanted!, " AND ")!;
        return Join(all.Unwanted.Select(Of).OfType<string>(), " OR ") is { } unwanted ? $"({match} NOT {unwanted})" : match;
    }

    private string? Of(QueryNode.Near near)
    {
        IEnumerable<string> rows = [""];
        foreach (var phrase in near.Phrases)
        {
            var choices = Phrases(phrase).ToArray();
            rows = [.. rows.SelectMany(row => choices.Select(choice => row.Length == 0 ? choice : row + " " + choice)).Take(QueryLimits.PrefixWordsMax + 1)];
        }
        var all = rows.ToArray();
        if (all.Length > QueryLimits.PrefixWordsMax)
            throw new QueryException(near.Phrases[0].Position, $"The prefixes beside NEAR stand for more than {QueryLimits.PrefixWordsMax} pairs of words. Write more of them.");
        return Join(all.Select(row => $"NEAR({row}, {near.Distance})"), " OR ");
    }

    private IEnumerable<string> Phrases(QueryNode.Phrase phrase)
    {
        if (!phrase.IsPrefix)
            return [Quoted(phrase.Words.Select(Token))];
        var before = phrase.Words.SkipLast(1).Select(Token).ToArray();
        return Expand(phrase.Words[^1], phrase.Position).Select(last => Quoted([.. before, last]));
    }

    private string Token(string word) => PartitionKey.TextOf(key.TokenOf(word));

    private static string Quoted(IEnumerable<string> tokens) => $"\"{string.Join(' ', tokens)}\"";

    private static string? Join(IEnumerable<string> parts, string between)
    {
        var all = parts.ToArray();
        return all.Length switch { 0 => null, 1 => all[0], _ => $"({string.Join(between, all)})" };
    }
}

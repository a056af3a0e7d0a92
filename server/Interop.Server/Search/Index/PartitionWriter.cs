using Dapper;
using Interop.Protocol.Evidence;
using Interop.Server.Search.Text;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Search.Index;

/// <summary>Puts records into a partition and takes them out. One thread at a time. Nothing is in it before <see cref="Commit"/>; a crash before leaves nothing.</summary>
internal sealed class PartitionWriter : IDisposable
{
    private const int CachedMax = 100_000;

    private readonly SqliteConnection connection;
    private readonly PartitionKey key;
    private readonly Dictionary<string, (int Id, string Text)> cache = new(StringComparer.Ordinal);
    private readonly Dictionary<long, (long Low, long High)> blocks = [];
    private readonly Statement find;
    private readonly Statement addWord;
    private readonly Statement addDocument;
    private readonly Statement addTerms;
    private readonly Statement hasDocument;

    public PartitionWriter(string path, PartitionKey key)
    {
        this.key = key;
        connection = PartitionFile.OpenWriter(path);
        find = new Statement(connection, "SELECT id FROM vocabulary WHERE token=?1");
        addWord = new Statement(connection, "INSERT INTO vocabulary(id, token, stem, word) VALUES (?1, ?2, ?3, ?4)");
        addDocument = new Statement(connection, "INSERT INTO docs(leaf, at, room, seq, words) VALUES (?1, ?2, ?3, ?4, ?5)");
        addTerms = new Statement(connection, "INSERT INTO terms(rowid, t) VALUES (?1, ?2)");
        hasDocument = new Statement(connection, "SELECT 1 FROM docs WHERE leaf=?1");
    }

    public void Begin() => connection.Execute("BEGIN IMMEDIATE");

    public void Commit()
    {
        connection.Execute(
            "INSERT INTO blocks(block, low, high) VALUES (@block, @low, @high) ON CONFLICT DO UPDATE SET low=min(low, excluded.low), high=max(high, excluded.high)",
            blocks.Select(b => new { block = b.Key, low = b.Value.Low, high = b.Value.High }));
        blocks.Clear();
        connection.Execute("COMMIT");
    }

    /// <summary>SQLite may have rolled back by itself, as it does when the disk is full.</summary>
    public void RollBack()
    {
        blocks.Clear();
        cache.Clear();
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle!) == 0)
            connection.Execute("ROLLBACK");
    }

    /// <summary>Adds a record; one that is in it already, from before a crash, stays as it is.</summary>
    public void Add(IndexedDocument document)
    {
        if (hasDocument.Bind(1, document.Leaf).Number() is not null)
            return;
        var row = new IndexRow(document.Leaf, document.At.ToUnixTimeMilliseconds(), document.RoomRow, document.Seq);
        var ids = new List<int>(document.Words.Count + document.Facets.Count);
        var text = new System.Text.StringBuilder();
        foreach (var word in document.Words.Concat(document.Facets))
        {
            var term = Term(word);
            ids.Add(term.Id);
            text.Append(term.Text).Append(' ');
        }
        addDocument.Bind(1, row.Leaf).Bind(2, row.At).Bind(3, row.RoomRow).Bind(4, row.Seq).Bind(5, WordIds.Pack(row, ids, document.Words.Count)).Run();
        addTerms.Bind(1, row.Leaf).BindText(2, text.ToString()).Run();
        var block = row.Leaf / PartitionFile.BlockLeaves;
        var (low, high) = blocks.GetValueOrDefault(block, (row.At, row.At));
        blocks[block] = (Math.Min(low, row.At), Math.Max(high, row.At));
    }

    /// <summary>Takes records out: their words from the full-text index, their rows, and the words that nothing has any more from the vocabulary.</summary>
    /// <returns>How many were here.</returns>
    public int Remove(IEnumerable<long> leaves)
    {
        var (removed, touched) = (0, new HashSet<int>());
        foreach (var leaf in leaves)
        {
            if (connection.QuerySingleOrDefault<(long At, long? Room, long? Seq, byte[] Words)?>("SELECT at, room, seq, words FROM docs WHERE leaf=@leaf", new { leaf }) is not { } doc)
                continue;
            var ids = WordIds.Unpack(new IndexRow(leaf, doc.At, doc.Room, doc.Seq), doc.Words, out _);
            connection.Execute("INSERT INTO terms(terms, rowid, t) VALUES ('delete', @leaf, @text)", new { leaf, text = string.Join(' ', ids.Select(TextOf)) });
            connection.Execute("DELETE FROM docs WHERE leaf=@leaf", new { leaf });
            touched.UnionWith(ids);
            removed++;
        }
        foreach (var id in touched)
        {
            if (connection.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM terms WHERE terms MATCH @text)", new { text = $"\"{TextOf(id)}\"" }) == 0)
                connection.Execute("DELETE FROM vocabulary WHERE id=@id", new { id });
        }
        cache.Clear();
        return removed;
    }

    /// <summary>Takes them out, in one transaction.</summary>
    public void RemoveAll(IEnumerable<long> leaves)
    {
        Begin();
        try
        {
            Remove(leaves);
            Commit();
        }
        catch (Exception)
        {
            RollBack();
            throw;
        }
    }

    /// <summary>Those of the leaves that are here.</summary>
    public List<long> Among(LeafRanges leaves) =>
        [.. leaves.SelectMany(range => connection.Query<long>("SELECT leaf FROM docs WHERE leaf BETWEEN @First AND @Last", new { range.First, range.Last }, buffered: false))];

    /// <summary>Nothing of what was taken out is left in the write-ahead log either. False: a reader was in the way.</summary>
    public bool Truncate() => connection.QuerySingle<(long Busy, long, long)>("PRAGMA wal_checkpoint(TRUNCATE)").Busy == 0;

    public long Count() => connection.ExecuteScalar<long>("SELECT count(*) FROM docs");

    public void Dispose()
    {
        foreach (var statement in new[] { find, addWord, addDocument, addTerms, hasDocument })
            statement.Dispose();
        connection.Dispose();
    }

    private string TextOf(int id) => PartitionKey.TextOf(
        connection.QuerySingleOrDefault<long?>("SELECT token FROM vocabulary WHERE id=@id", new { id }) ?? throw new IndexDamagedException($"word {id} is missing in the vocabulary"));

    private (int Id, string Text) Term(string word)
    {
        if (cache.TryGetValue(word, out var term))
            return term;
        if (cache.Count >= CachedMax)
            cache.Clear();
        var token = key.TokenOf(word);
        if (find.Bind(1, token).Number() is not { } id)
        {
            id = connection.ExecuteScalar<long>("SELECT coalesce(max(id), 0)+1 FROM vocabulary");
            addWord.Bind(1, id).Bind(2, token).Bind(3, Stems.Of(word) is { } stem ? key.TokenOf(stem) : null).Bind(4, key.Seal(word, token)).Run();
        }
        return cache[word] = ((int)id, PartitionKey.TextOf(token));
    }
}

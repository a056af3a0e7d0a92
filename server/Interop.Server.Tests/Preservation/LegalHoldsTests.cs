using Dapper;
using Interop.Server.Preservation;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Preservation;

/// <summary>Which records a hold keeps, member by member of its scope (spec 9.7), on the server's own tables.</summary>
public sealed class LegalHoldsTests : IDisposable
{
    private const string Room = "01a20293-b0b4-7ca7-bc45-d4ed994d84ad";
    private const string Other = "01a20293-b0b4-7ca7-bc45-d4ed994d84ae";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ocip-holds-");
    private readonly Database database;
    private readonly SqliteConnection store;

    public LegalHoldsTests()
    {
        database = new Database(folder.FullName, new Interop.Server.Archive.Encryption.KeyEncryptionFiles(folder.FullName));
        store = database.OpenWriter();
        store.Execute("INSERT INTO rooms(id, uuid, kind, head_hash, created) VALUES (1, @Room, 'group', x'', ''), (2, @Other, 'group', x'', '')", new { Room, Other });
        store.Execute("INSERT INTO users(id, local, kind, display_name, created) VALUES (1, 'alice', 'work', '', ''), (2, 'bob', 'work', '', ''), (3, 'ocip://globex.example/u/carol', 'work', '', '')");
        // Alice is in room 1 all the time, Bob from 2 to 3 and again from 5; Carol of another provider up to 2. Room 2 has Bob alone.
        store.Execute("""
            INSERT INTO participants(room_id, user_id, role, joined_seq, left_seq) VALUES (1, 1, 'member', 1, NULL), (1, 2, 'member', 2, 3), (1, 2, 'member', 5, NULL), (1, 3, 'member', 1, 2), (2, 2, 'member', 1, NULL)
            """);
        for (var seq = 1; seq <= 6; seq++)
            Add(seq - 1, 1, seq, sender: 1, $"2026-01-0{seq}T00:00:00.000Z");
        Add(6, 2, 1, sender: 2, "2026-01-07T00:00:00.000Z");
    }

    public void Dispose()
    {
        store.Dispose();
        database.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Nothing_IsKept_WithoutAHold() => Assert.Empty(LegalHolds.Kept(store, All));

    [Fact]
    public void Rooms_KeepTheirRecords_AndNoOthers()
    {
        Hold(1, parts: 1);
        store.Execute("INSERT INTO legal_hold_rooms(room, hold) VALUES (@Room, 1)", new { Room });
        Assert.Equal([0, 1, 2, 3, 4, 5], Kept());
        Assert.Equal([2, 3], LegalHolds.InScope(store, 1, 2, 4));
    }

    [Fact]
    public void Users_KeepWhatTheyWrote_AndWhatWasSaidWhileTheyWereThere()
    {
        Hold(1, parts: 1);
        User("bob", 1);
        Assert.Equal([1, 2, 4, 5, 6], Kept());
    }

    [Fact]
    public void RecordsBesideTheOrder_AreKept_WhenTheyNameTheUserOrFallIntoTheStay()
    {
        store.Execute("INSERT INTO records(leaf, kind, room_id, record) VALUES (7, 'portal', 1, '{\"at\":\"2026-01-08T00:00:00.000Z\"}'), (8, 'link', NULL, '{\"user\":\"ocip://acme.example/u/carl\"}'), (9, 'link', NULL, '{\"users\":[\"ocip://acme.example/u/bob\"]}')");
        Hold(1, parts: 1);
        User("bob", 1);
        Assert.Equal([1, 2, 4, 5, 6, 7, 9], Kept());
    }

    [Fact]
    public void Members_RestrictTogether_AndTimesTheirEndsIncluded()
    {
        Hold(1, parts: 2, after: "2026-01-03T00:00:00.000Z", before: "2026-01-05T00:00:00.000Z");
        store.Execute("INSERT INTO legal_hold_rooms(room, hold) VALUES (@Room, 1)", new { Room });
        User("bob", 1);
        Assert.Equal([2, 4], Kept());
    }

    [Fact]
    public void HoldsOfPeers_KeepOnlyWhatWasShared()
    {
        Hold(1, parts: 1, issuer: "globex.example");
        store.Execute("INSERT INTO legal_hold_rooms(room, hold) VALUES (@Room, 1), (@Other, 1)", new { Room, Other });
        Assert.Equal([0, 1], Kept());
    }

    [Fact]
    public void NetworksAndEvents_AreFoundInTheFixedPart_AndByTheRoomsPortals()
    {
        store.Execute("UPDATE records SET record=@record WHERE leaf=0", new { record = """{"event":"X","hub":{"accepted":"2026-01-01T00:00:00.000Z"},"header":{"network":"matrix"}}"""u8.ToArray() });
        store.Execute("INSERT INTO portals(room_id, network, kind, native_room) VALUES (2, 'matrix', 'gated', '!a')");
        Add(7, 2, 2, sender: 2, "2026-01-08T00:00:00.000Z");
        store.Execute("DELETE FROM portals");
        Hold(1, parts: 1);
        store.Execute("INSERT INTO legal_hold_networks(network, hold) VALUES ('matrix', 1)");
        Hold(2, parts: 1);
        store.Execute("INSERT INTO legal_hold_events(event, hold) VALUES ('X', 2)");
        Assert.Equal([(0, 1), (0, 2), (7, 1)], LegalHolds.Matches(store, [.. All, 7]).Select(m => (m.Leaf, m.Hold)));
    }

    [Fact]
    public void Queries_KeepWhatTheyFound_AndWhatTheyWereNotTriedOnYet()
    {
        Hold(1, parts: 1, query: "merger", searched: 4);
        store.Execute("INSERT INTO legal_hold_found(hold, leaf) VALUES (1, 2)");
        Assert.Equal([2, 5, 6], Kept());
    }

    [Fact]
    public void ReleasedHolds_KeepNothing_AndOthersKeepOn()
    {
        Hold(1, parts: 1);
        Hold(2, parts: 1, confidential: true);
        store.Execute("INSERT INTO legal_hold_rooms(room, hold) VALUES (@Room, 1), (@Other, 2)", new { Room, Other });
        store.Execute("UPDATE legal_holds SET state='released' WHERE n=1");
        Assert.Equal([new HoldMatch(6, 2, true)], LegalHolds.Matches(store, All));
    }

    private static readonly long[] All = [0, 1, 2, 3, 4, 5, 6];

    private IEnumerable<long> Kept() => LegalHolds.Kept(store, [.. store.Query<long>("SELECT leaf FROM records")]).Order();

    private void Add(long leaf, long room, long seq, long sender, string accepted)
    {
        var record = System.Text.Encoding.UTF8.GetBytes($$$"""{"at":"2027-01-01T00:00:00.000Z","event":"E{{{leaf}}}","header":{},"hub":{"accepted":"{{{accepted}}}"}}""");
        store.Execute("INSERT INTO records(leaf, kind, room_id, seq, sender, record) VALUES (@leaf, 'event', @room, @seq, @sender, @record)", new { leaf, room, seq, sender, record });
    }

    private void User(string local, long hold) =>
        store.Execute("INSERT INTO legal_hold_users(user, hold, uri) VALUES (@local, @hold, 'ocip://acme.example/u/' || @local)", new { local, hold });

    private void Hold(long n, int parts, string? after = null, string? before = null, string issuer = "", string? query = null, long? searched = null, bool confidential = false) => store.Execute("""
        INSERT INTO legal_holds(n, id, issuer, scope, parts, query, searched, after, before, confidential, author, effective, leaf, state, answered)
        VALUES (@n, @n, @issuer, '{}', @parts, @query, @searched, @after, @before, @confidential, 'dana', '', 0, 'placed', '')
        """, new { n, issuer, parts, query, searched, after, before, confidential });
}

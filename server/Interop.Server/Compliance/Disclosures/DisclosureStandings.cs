using Dapper;
using Interop.Protocol.PolicyApi;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Compliance.Disclosures;

/// <summary>Who was told by disclosures, and what was answered, a page at a time (spec 7.8). Counts are kept as things happen; nothing is read through for them.</summary>
internal sealed class DisclosureStandings(Database database, UserDirectory users, RoomDirectory rooms)
{
    /// <param name="query">Which.</param>
    /// <param name="withNames">Whether who asks may read names.</param>
    public DisclosureList Page(DisclosureQuery query, bool withNames)
    {
        var conditions = (query.Policy is null ? "" : "policy=@Policy AND ") + (query.State is null ? "" : "state=@State AND ");
        var (rows, counts) = database.Read(c => (
            c.Query<Row>($"""
                SELECT user_id AS User, policy, version, language, state, told, notice, room, answered, record FROM disclosures
                WHERE {conditions}(notice, user_id)<(@Notice, @User) ORDER BY notice DESC, user_id DESC LIMIT @limit
                """, new { query.Policy, query.State, query.Notice, query.User, limit = query.Limit + 1 }).AsList(),
            c.Query<(string State, long N)>($"SELECT state, sum(n) FROM disclosure_counts {(query.Policy is null ? "" : "WHERE policy=@Policy ")}GROUP BY state", query)
                .ToDictionary(s => s.State, s => s.N, StringComparer.Ordinal)));
        return new DisclosureList(
            [.. rows.Take(query.Limit).Select(r => View(r, withNames))],
            new DisclosureCounts(CountOf(DisclosureStanding.Told), CountOf(DisclosureStanding.Consented), CountOf(DisclosureStanding.Refused), CountOf(DisclosureStanding.Withdrawn)),
            rows.Count > query.Limit ? DisclosureQuery.CursorOf(rows[query.Limit - 1].Notice, rows[query.Limit - 1].User) : null);

        long CountOf(string state) => counts.GetValueOrDefault(state);
    }

    private DisclosureStanding View(Row row, bool withNames)
    {
        var user = users.Get(row.User);
        return new DisclosureStanding
        {
            Policy = row.Policy, Version = (int)row.Version, User = user.UserId, DisplayName = withNames && user.DisplayName.Length > 0 ? user.DisplayName : null,
            Network = user.Accounts is [var account, ..] ? account.Network : null, Language = row.Language, State = row.State, At = row.Told, Notice = row.Notice,
            Room = row.Room is { } room ? rooms.Get(room).RoomId : null, Answered = row.Answered, Record = row.Answered is null ? null : row.Record,
        };
    }

    private sealed class Row
    {
        public long User { get; init; }

        public string Policy { get; init; } = "";

        public long Version { get; init; }

        public string Language { get; init; } = "";

        public string State { get; init; } = "";

        public string Told { get; init; } = "";

        public long Notice { get; init; }

        public long? Room { get; init; }

        public string? Answered { get; init; }

        public long? Record { get; init; }
    }
}

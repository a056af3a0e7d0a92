using System.Globalization;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence.Reconciliation;

/// <summary>What the books of a day do not explain: looked for where the log itself does not look.</summary>
internal sealed class DayGaps(SqliteConnection connection, BridgePresence presence, DateTimeOffset from, DateTimeOffset to)
{
    /// <summary>Shorter than this a bridge was only opening its stream again.</summary>
    private static readonly TimeSpan AwayMin = TimeSpan.FromSeconds(60);

    private readonly List<ReconciliationGap> gaps = [];

    public IReadOnlyList<ReconciliationGap> Find(long first, long next, DayBooks books)
    {
        if (books.Records != next - first)
            gaps.Add(new ReconciliationGap("missing", "log", $"The log has {next - first} indexes of this day and {books.Records} records.", next - first - books.Records));
        if (books.Unreadable > 0)
            gaps.Add(new ReconciliationGap("unexplained", "log", "Records of this day cannot be read; the scrub names them.", books.Unreadable));
        Answered("submitted", "Submissions were answered, and have no record.", first, next);
        Answered("native_events", "Messages of networks were answered, and have no record.", first, next);
        var waiting = connection.ExecuteScalar<long>("SELECT count(*) FROM inbox WHERE received<@to", new { to = WireTime.Format(to) });
        if (waiting > 0)
            gaps.Add(new ReconciliationGap("waiting", "inbox", "Events were accepted and could not be decided on yet: a policy does not answer.", waiting));
        foreach (var network in connection.Query<string>("SELECT network FROM bridges ORDER BY 1").AsList())
            OfNetwork(network);
        Native();
        return gaps;
    }

    /// <summary>The spans in which a bridge was not there, or had nothing from its network.</summary>
    public IReadOnlyList<ReconciliationGap> OfNetwork(string network)
    {
        var since = connection.QuerySingle<string?>("SELECT min(created) FROM tokens WHERE network=@network", new { network });
        Away(network, since is null ? from : WireTime.Parse(since));
        NotCapturing(network);
        return gaps;
    }

    private void Answered(string table, string detail, long first, long next)
    {
        var lost = connection.ExecuteScalar<long>($"""
            SELECT count(*) FROM {table} s LEFT JOIN records r ON r.leaf=s.leaf
            WHERE s.leaf>=@first AND s.leaf<@next AND (r.leaf IS NULL OR r.kind NOT IN ('event', 'refusal', 'egress'))
            """, new { first, next });
        if (lost > 0)
            gaps.Add(new ReconciliationGap("unexplained", table == "submitted" ? "submissions" : "networks", detail, lost));
    }

    /// <summary>The hours in which a bridge could not capture.</summary>
    private void Away(string network, DateTimeOffset registered)
    {
        var at = registered > from ? registered : from;
        foreach (var (began, ended) in presence.Spans(network, from, to).Append((to, to)))
        {
            if (began - at >= AwayMin)
                gaps.Add(new ReconciliationGap("away", network, "The bridge was not connected; what was said there meanwhile is archived when it has come back, if the network keeps it.", null, WireTime.Format(at), WireTime.Format(began)));
            at = ended is null ? to : ended > at ? ended.Value : at;
        }
    }

    /// <summary>The hours in which a bridge was here, and had nothing from its network.</summary>
    private void NotCapturing(string network)
    {
        foreach (var (began, ended) in connection.Query<(string, string?)>("SELECT began, ended FROM capture_gaps WHERE network=@network AND began<@end AND (ended IS NULL OR ended>@begin) ORDER BY began",
            new { network, begin = WireTime.Format(from), end = WireTime.Format(to) }).AsList())
        {
            var (first, last) = (WireTime.Parse(began), ended is null ? to : WireTime.Parse(ended));
            (first, last) = (first < from ? from : first, last > to ? to : last);
            if (last - first >= AwayMin)
                gaps.Add(new ReconciliationGap("notCapturing", network, "The bridge had nothing from its network; what was said there meanwhile is archived when it can be had again, if the network keeps it.", null, WireTime.Format(first), WireTime.Format(last)));
        }
    }

    private void Native()
    {
        var date = from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        foreach (var (network, room, messages, missing, complete, sample) in connection.Query<(string, string, long, long, long, string)>(
            "SELECT network, native_room, messages, missing, complete, sample FROM native_counts WHERE date=@date AND (missing>0 OR complete=0) ORDER BY network, native_room", new { date }).AsList())
        {
            gaps.Add(missing > 0
                ? new ReconciliationGap("native", $"{network} {room}", $"The network has {messages} messages of this room and day; {missing} of them are not in the archive: {Named(sample, missing)}.", missing, WireTime.Format(from), WireTime.Format(to))
                : new ReconciliationGap("uncounted", $"{network} {room}", "The network has not given all of this room and day.", null, WireTime.Format(from), WireTime.Format(to)));
        }
        foreach (var (network, rooms) in connection.Query<(string, long)>("""
            SELECT p.network, count(*) FROM portals p WHERE NOT EXISTS (SELECT 1 FROM native_counts n WHERE n.network=p.network AND n.native_room=p.native_room AND n.date=@date)
            GROUP BY p.network ORDER BY p.network
            """, new { date }).AsList())
        {
            gaps.Add(new ReconciliationGap("uncounted", network, $"{rooms} rooms were not counted on the network's own side.", null, WireTime.Format(from), WireTime.Format(to)));
        }
    }

    /// <summary>Some of the native ids: by these the network's administrators find the messages.</summary>
    private static string Named(string sample, long missing)
    {
        var ids = JsonSerializer.Deserialize(sample, OcipJson.Default.StringArray)!;
        return string.Join(", ", ids) + (missing > ids.Length ? " and others" : "");
    }
}

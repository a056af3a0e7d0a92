using Dapper;
using Interop.Server.Supervision.Following;
using Interop.Server.Supervision.Items;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Supervision;

/// <summary>What came of each term, by the day of the message: kept as things happen, so that no report looks for anything (spec 07.9).</summary>
internal static class TermSums
{
    public const string FalsePositive = "falsePositive";
    private const string NonCompliant = "nonCompliant";

    /// <summary>Messages in which a term was found.</summary>
    public static void AddHits(SqliteConnection writer, string day, FoundTerm term, long n) => writer.Execute(
        "INSERT INTO supervision_terms(policy, day, term, hits) VALUES (@Policy, @day, @What, @n) ON CONFLICT DO UPDATE SET hits=hits+excluded.hits", new { term.Policy, day, term.What, n });

    /// <summary>An item with these terms was closed, or opened again (-1).</summary>
    public static void AddReviewed(SqliteConnection writer, ItemRow item, string disposition, int n) => writer.Execute("""
        INSERT INTO supervision_terms(policy, day, term, reviewed, confirmed, wrong) SELECT policy, @Day, term, @n, @confirmed, @wrong FROM supervision_item_terms WHERE item=@Id
        ON CONFLICT DO UPDATE SET reviewed=reviewed+excluded.reviewed, confirmed=confirmed+excluded.confirmed, wrong=wrong+excluded.wrong
        """, new { item.Id, item.Day, n, confirmed = disposition == NonCompliant ? n : 0, wrong = disposition == FalsePositive ? n : 0 });
}

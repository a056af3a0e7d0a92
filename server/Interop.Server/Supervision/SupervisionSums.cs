using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Supervision;

/// <summary>Sums by day, kept as things happen, so that no report counts messages or items (spec 07.9).</summary>
internal static class SupervisionSums
{
    /// <summary>Messages; by person, 0 for others than own people.</summary>
    public const string Message = "message";

    /// <summary>Items made; by source.</summary>
    public const string Item = "item";

    /// <summary>Items made; by person.</summary>
    public const string PersonItem = "personItem";

    /// <summary>Messages reviewed, of those of the day; by person.</summary>
    public const string Reviewed = "reviewed";

    /// <summary>Messages for which a policy asked; by policy with version.</summary>
    public const string Hit = "hit";

    public const string HitClosed = "hitClosed";
    public const string HitFalse = "hitFalse";
    public const string HitEscalated = "hitEscalated";

    /// <summary>Items closed; by disposition.</summary>
    public const string Closed = "closed";

    /// <summary>Items escalated.</summary>
    public const string Escalated = "escalated";

    /// <summary>Items closed; by account.</summary>
    public const string ClosedBy = "closedBy";

    public static string Person(long row) => row.ToString(CultureInfo.InvariantCulture);

    public static void Add(SqliteConnection writer, string day, string what, string name, long n) => writer.Execute(
        "INSERT INTO supervision_sums(day, what, name, n) VALUES (@day, @what, @name, @n) ON CONFLICT DO UPDATE SET n=n+excluded.n", new { day, what, name, n });
}

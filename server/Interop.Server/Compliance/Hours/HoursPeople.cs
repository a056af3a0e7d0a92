using Dapper;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Interop.Server.Search.Text;
using Interop.Server.Storage;
using Interop.Server.Supervision.Settings;
using Microsoft.Data.Sqlite;
using NodaTime;
using NodaTime.Text;

namespace Interop.Server.Compliance.Hours;

/// <summary>People with their hours, for those who administer them: who may be disturbed at a moment, why, and until when (spec 10.9).</summary>
internal sealed class HoursPeople(Database database, HoursBook book, HoursAdministration hours, UserDirectory users, SettingsBook supervision)
{
    private const int DaysShown = 7;
    private const int HolidaysShown = 10;
    private const int GroupsMax = 1_000;

    /// <summary>Work personas in the order in which they were made, with whether and why they are open at the moment that is asked for.</summary>
    public HoursPersonList List(HoursQuery query)
    {
        var wanted = query.Name is null ? null : Fold(query.Name);
        var found = new List<(long Id, string? Account)>();
        database.Read(c =>
        {
            // By name all are looked at, one after the other, until the page is full: a search in the language of each person is none of the store's.
            foreach (var row in c.Query<Row>("""
                SELECT u.id, a.name AS Account, u.local, u.display_name AS Name FROM users u JOIN accounts a ON a.id=u.account_id WHERE u.kind='work' AND u.id>@After
                  AND (@Group IS NULL OR EXISTS (SELECT 1 FROM group_members g WHERE g.name=@Group AND g.user_id=u.id))
                  AND (@Place IS NULL OR EXISTS (SELECT 1 FROM places p WHERE p.place=@Place AND p.user_id=u.id))
                ORDER BY u.id
                """, new { query.After, query.Group, query.Place }, buffered: false))
            {
                if (wanted is not null && !Fold($"{row.Name}\n{row.Account}\n{row.Local}").Contains(wanted, StringComparison.Ordinal))
                    continue;
                found.Add((row.Id, row.Account));
                if (found.Count > query.Limit)
                    break;
            }
            return found.Count;
        });
        return new HoursPersonList([.. found.Take(query.Limit).Select(row => Person(users.Get(row.Id), row.Account, query.At))], found.Count > query.Limit ? found[query.Limit - 1].Id : null);
    }

    /// <summary>One person, with seven days from a date.</summary>
    /// <param name="user">A work persona of this organisation.</param>
    /// <param name="at">The moment for which it is asked.</param>
    /// <param name="from">First of the days; null for the Monday before that moment, in the person's zone.</param>
    public HoursPersonDetail Detail(User user, Instant at, LocalDate? from)
    {
        var own = book.Of(user.Id);
        var today = own.Calendar?.DateOf(at) ?? at.InUtc().Date;
        var (account, groups) = database.Read(c => (
            c.QuerySingleOrDefault<string?>("SELECT a.name FROM users u JOIN accounts a ON a.id=u.account_id WHERE u.id=@Id", new { user.Id }),
            c.Query<string>("SELECT name FROM group_members WHERE user_id=@Id ORDER BY name", new { user.Id }).ToArray()));
        var first = from ?? today.PlusDays(1 - (int)today.DayOfWeek);
        return new HoursPersonDetail
        {
            Person = Person(user, account, at),
            Hours = own.Hours,
            Groups = groups,
            Supervisors = [.. supervision.Current.Groups.Where(g => groups.Contains(g.Group)).SelectMany(g => g.Supervisors).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Absences = hours.Absences(user),
            Holidays = [.. own.Holidays.Where(h => h.Key >= today).OrderBy(h => h.Key).Take(HolidaysShown).Select(h => new HolidayDay(LocalDatePattern.Iso.Format(h.Key), h.Value))],
            Days = [.. Enumerable.Range(0, DaysShown).Select(n => Day(own, first.PlusDays(n)))],
        };
    }

    /// <summary>Groups with members, and places at which somebody works.</summary>
    public HoursGroupList Groups() => database.Read(c => new HoursGroupList(
        Counted(c, "SELECT g.name, count(*) FROM group_members g JOIN users u ON u.id=g.user_id WHERE u.kind='work' GROUP BY g.name ORDER BY g.name LIMIT @GroupsMax"),
        Counted(c, "SELECT place, count(*) FROM places GROUP BY place ORDER BY place LIMIT @GroupsMax")));

    private static HoursGroup[] Counted(SqliteConnection connection, string sql) => [.. connection.Query<(string Name, long People)>(sql, new { GroupsMax }).Select(row => new HoursGroup(row.Name, row.People))];

    private HoursPerson Person(User user, string? account, Instant at)
    {
        var own = book.Of(user.Id);
        var open = own.Calendar?.IsOpen(at) ?? true;
        var (reason, detail) = open ? (own.Calendar is null ? HoursPerson.Always : HoursPerson.Hours, null) : own.WhyClosed(at);
        return new HoursPerson
        {
            User = user.UserId, DisplayName = user.DisplayName, Account = account, Place = own.Place, Calendar = own.Source, Open = open, Reason = reason, Detail = detail, Zone = own.Hours?.Zone,
            Opens = open ? null : Written(own.Calendar?.NextOpening(at)), Closes = open ? Written(own.Calendar?.NextClosing(at)) : null,
        };
    }

    private static HoursDay Day(PersonHours own, LocalDate date)
    {
        if (own.Calendar is not { } calendar)
            return new HoursDay(LocalDatePattern.Iso.Format(date), [Span(date.AtMidnight().InUtc().ToInstant(), date.PlusDays(1).AtMidnight().InUtc().ToInstant())]);
        var (reason, detail) = own.WhyClosed(date);
        return new HoursDay(LocalDatePattern.Iso.Format(date), [.. calendar.OpenOn(date).Select(span => Span(span.From, span.To))], reason, detail);
    }

    private static HoursSpan Span(Instant from, Instant to) => new(WireTime.Format(from.ToDateTimeOffset()), WireTime.Format(to.ToDateTimeOffset()));

    private static string? Written(Instant? at) => at is { } known ? WireTime.Format(known.ToDateTimeOffset()) : null;

    /// <summary>The table of folding has what is beyond ASCII.</summary>
    private static string Fold(string text) => string.Concat(text.ToLowerInvariant().EnumerateRunes().Select(rune => Folding.Find(rune) ?? rune.ToString()));

    private sealed record Row(long Id, string? Account, string Local, string Name);
}

using System.Globalization;
using Dapper;
using Interop.Protocol.ReviewApi;
using Interop.Server.Identity;
using Interop.Server.Storage;
using Interop.Server.Supervision.Settings;

namespace Interop.Server.Supervision.Figures;

/// <summary>
/// How much of each person's messages was reviewed (spec 07.9). Who was never reviewed comes first, then who is furthest below the minimum: everybody of the
/// supervised groups, and whoever has written.
/// </summary>
internal sealed class CoverageReader(Database database, UserDirectory users, SettingsBook settings, GroupMembers groups)
{
    public CoverageReport Of(string from, string to, Reviewer reader)
    {
        var supervised = settings.Current.Groups;
        var members = groups.Of(supervised.Select(g => g.Group));
        var people = database.Read(c =>
        {
            var messages = Of(FigureReader.SumsOf(c, SupervisionSums.Message, from, to));
            var items = Of(FigureReader.SumsOf(c, SupervisionSums.PersonItem, from, to));
            var reviewed = Of(FigureReader.SumsOf(c, SupervisionSums.Reviewed, from, to));
            var last = c.Query<(long Person, string At)>("SELECT person, at FROM supervision_last").ToDictionary(r => r.Person, r => r.At);
            return messages.Keys.Union(members.Values.SelectMany(m => m)).Where(p => p != 0 && (reader.Queues.Count > 0 || reader.SeesAll || reader.People.Contains(p)))
                .Select(person => Person(person, messages.GetValueOrDefault(person), items.GetValueOrDefault(person), reviewed.GetValueOrDefault(person), supervised.Where(g => members[g.Group].Contains(person)))
                    with { Last = last.GetValueOrDefault(person) }).ToList();
        });
        return new CoverageReport
        {
            From = from, To = to, People = Ordered(people),
        };
    }

    /// <summary>As they are to be looked at: who was never reviewed, then who is furthest below the own minimum, then who was reviewed least.</summary>
    public static PersonCoverage[] Ordered(IEnumerable<PersonCoverage> people) =>
    [
        .. people.OrderBy(p => p.Last is not null).ThenBy(p => p.Met).ThenByDescending(Below).ThenBy(p => Number(p.Percent)).ThenByDescending(p => p.Messages)
            .ThenBy(p => p.User.Value, StringComparer.Ordinal),
    ];

    /// <summary>Points of a hundred that are missing to the minimum.</summary>
    private static decimal Below(PersonCoverage person) => person is { Met: false, Required: { } required } ? Number(required) - Number(person.Percent) : 0;

    private static decimal Number(string percent) => decimal.Parse(percent, CultureInfo.InvariantCulture);

    private PersonCoverage Person(long person, long messages, long items, long reviewed, IEnumerable<SupervisedGroup> of)
    {
        var required = of.Select(g => g.Minimum).OfType<string>().OrderByDescending(m => SampleDraw.Millionths(m)).FirstOrDefault();
        var share = required is null ? 0 : SampleDraw.Millionths(required)!.Value;
        return new PersonCoverage
        {
            User = users.Get(person).UserId, Messages = messages, Items = items, Reviewed = reviewed, Percent = FigureReader.Share(reviewed, messages, decimals: 2), Required = required,
            Met = reviewed * 1_000_000 >= messages * share,
        };
    }

    private static Dictionary<long, long> Of(Dictionary<string, long> sums) => sums.ToDictionary(s => long.Parse(s.Key, CultureInfo.InvariantCulture), s => s.Value);
}

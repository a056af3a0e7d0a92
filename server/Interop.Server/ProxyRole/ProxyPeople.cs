using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Server.Compliance.Hours;
using Interop.Server.Compliance.Policies;
using Interop.Server.Identity;
using Interop.Server.Storage;

namespace Interop.Server.ProxyRole;

/// <summary>
/// What a proxy knows of people, by full user id: hours and groups. Whom it does not know is always open and in no group. In memory,
/// and read again after each change.
/// </summary>
internal sealed class ProxyPeople(ServerOptions options, Database database)
{
    /// <summary>What the notice is called towards policies: whether a person was told it is said with each question.</summary>
    private const string NoticeInForce = "in-force";

    private volatile Dictionary<UserId, DeliveryCalendar> calendars = [];
    private volatile GroupMap groups = GroupMap.Empty;

    public GroupMap Groups => groups;

    public static string Notice => NoticeInForce;

    public bool IsOwn(UserId user) => user.Provider == options.Provider;

    public DeliveryCalendar? CalendarOf(UserId user) => calendars.GetValueOrDefault(user);

    public PolicyPerson Person(UserId user, PersonaKind persona, bool? told = null) =>
        new(user, persona) { IsForeign = !IsOwn(user), Calendar = CalendarOf(user), NoticeVersion = told == true ? NoticeInForce : null };

    public PolicyPerson Person(EvaluatePerson person) => Person(person.User, KindOf(person.Persona), person.Told);

    public static PersonaKind KindOf(string persona) => persona switch
    {
        User.Personal => PersonaKind.Personal,
        User.Service => PersonaKind.Service,
        User.Bridged => PersonaKind.Bridged,
        _ => PersonaKind.Work,
    };

    public DeliveryHours? HoursOf(UserId user)
    {
        var json = database.Read(c => c.QuerySingleOrDefault<string?>("SELECT calendar FROM people_hours WHERE user=@user", new { user = user.Value }));
        return json is null ? null : JsonSerializer.Deserialize(json, OcipJson.Default.DeliveryHours);
    }

    public void Refresh() => database.Read(connection =>
    {
        var read = new Dictionary<UserId, DeliveryCalendar>();
        foreach (var (user, json) in connection.Query<(string, string)>("SELECT user, calendar FROM people_hours"))
        {
            if (!DeliveryCalendar.TryCreate(JsonSerializer.Deserialize(json, OcipJson.Default.DeliveryHours)!, out var calendar, out var error))
                throw new InvalidOperationException($"stored delivery hours are not valid: {error}");
            read[UserId.Parse(user)] = calendar!;
        }
        calendars = read;
        var members = connection.Query<(string Name, string User)>("SELECT name, user FROM people_groups")
            .GroupBy(g => g.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(m => UserId.Parse(m.User)).ToArray(), StringComparer.Ordinal);
        groups = GroupMap.Create(members);
        return true;
    });
}

using Interop.Cli.Generating;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.PeopleApi;

namespace Interop.Cli.Demo.Firm;

/// <summary>Makes the planned firm at a server, through the published API: people, groups, hours, rooms, and clients on their networks.</summary>
internal sealed class FirmHiring(OcipClient admin, FirmPlan plan, TrafficClock clock, FirmCalls calls) : IAsyncDisposable
{
    /// <summary>Who decides on urgent messages, and whose own do not wait.</summary>
    public const string Managers = "duty-managers";

    private const int AtOnce = 16;

    /// <summary>One of so many is reachable at any time.</summary>
    private const int OnCallOfEvery = 3;

    private const int ManagerOfEvery = 36;
    private const int OnLeaveOfEvery = 31;
    private const int LeaveAfterDays = 20;
    private const int DaysBeforeLeave = 4;

    private static readonly string[] WorkingDays = ["mon", "tue", "wed", "thu", "fri"];
    private static readonly string[] EveryDay = [.. WorkingDays, "sat", "sun"];

    private readonly Dictionary<string, FirmBridge> bridges = new(StringComparer.Ordinal);

    /// <summary>Token of the bridge of each network, once hired.</summary>
    public Dictionary<string, string> BridgeTokens { get; } = new(StringComparer.Ordinal);

    /// <summary>By network, once hired; each stays at its stream.</summary>
    public IReadOnlyDictionary<string, FirmBridge> Bridges => bridges;

    public async Task HireAsync(string token, CancellationToken stop)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };
        foreach (var network in FirmPlan.Networks)
        {
            BridgeTokens[network] = (await admin.Admin.RegisterBridgeAsync(new BridgeRequest(network), stop)).Token;
            bridges[network] = new FirmBridge(calls, network, BridgeTokens[network]);
        }
        await Parallel.ForEachAsync(plan.People.Index(), parallel, (person, cancel) => HireAsync(token, person.Item, person.Index, cancel));
        foreach (var group in plan.People.GroupBy(p => p.Group))
            await admin.Admin.SetGroupAsync(GroupName(group.Key), new GroupRequest([.. group.Select(p => p.User)]), stop);
        await admin.Admin.SetGroupAsync(Managers, new GroupRequest([.. DutyManagers().Select(p => p.User)]), stop);
        await calls.DoAsync(token, HttpMethod.Put, "hours/urgency", new UrgencyPolicy([Managers], [Managers]), OcipJson.Default.UrgencyPolicy, stop);
        await Parallel.ForEachAsync(plan.Rooms, parallel, OpenAsync);
        // Last: who has hours already would be told of the rooms in the morning.
        foreach (var office in Office.All)
        {
            var hours = new DeliveryHours { Zone = office.Zone, Weekly = [new WeeklyHours(WorkingDays, "08:00", "18:30")], HolidayCalendars = office.Holidays is { } days ? [days] : null };
            await calls.DoAsync(token, HttpMethod.Put, $"hours/calendars/{Uri.EscapeDataString(office.City)}", new HoursCalendar { Hours = hours, Places = [office.Place] }, OcipJson.Default.HoursCalendar, stop);
        }
    }

    /// <summary>They are reachable at any time.</summary>
    public IEnumerable<FirmPerson> DutyManagers() => plan.People.Where((_, n) => n % ManagerOfEvery == 0);

    /// <summary>Nobody is away for longer than since then, the weekend and the evening before the leave included: what was held before was released.</summary>
    public DateTimeOffset HeldSinceMin => clock.Begin.AddDays(LeaveAfterDays - DaysBeforeLeave);

    /// <summary>Whether nothing is held for this person.</summary>
    /// <param name="person">Place in the plan.</param>
    public static bool IsOnCall(int person) => person % OnCallOfEvery == 0;

    /// <summary>As administrators write it: lower case, no spaces.</summary>
    public static string GroupName(string group) => group.ToLowerInvariant().Replace(' ', '-');

    public async ValueTask DisposeAsync()
    {
        foreach (var bridge in bridges.Values)
            await bridge.DisposeAsync();
    }

    private async ValueTask HireAsync(string token, FirmPerson person, int place, CancellationToken stop)
    {
        var account = await admin.Admin.CreateAccountAsync(new AccountRequest(person.Account, person.DisplayName, [new PersonaRequest("work", person.Account)]), stop);
        person.User = account.Personas[0].User;
        person.Token = (await admin.Admin.CreateTokenAsync(person.Account, new TokenRequest(["client"], person.User), stop)).Token;
        var path = $"hours/people/{Uri.EscapeDataString(person.User.Local)}";
        await calls.DoAsync(token, HttpMethod.Put, $"{path}/place", new PlaceRequest(person.Office.Place), OcipJson.Default.PlaceRequest, stop);
        if (IsOnCall(place))
            await admin.Admin.SetHoursAsync(person.User, new DeliveryHours { Zone = person.Office.Zone, Weekly = [new WeeklyHours(EveryDay, "00:00", "24:00")] }, stop);
        else if (place % OnLeaveOfEvery == 1)
            await calls.DoAsync(token, HttpMethod.Post, $"{path}/absences", new AbsenceRequest(Day(LeaveAfterDays), Day(36), "leave"), OcipJson.Default.AbsenceRequest, stop);
        using var client = new OcipClient(admin.Server, person.Token);
        await client.AcknowledgeAsync(await client.SupervisionAsync(stop: stop), stop);
    }

    private async ValueTask OpenAsync(FirmRoom room, CancellationToken stop)
    {
        if (room.Client is { } client)
        {
            await bridges[client.Network].MeetAsync(room, plan.People[room.Members[0]], clock.Passed, stop);
            return;
        }
        using var opening = new OcipClient(admin.Server, plan.People[room.Members[0]].Token);
        var request = new CreateRoomRequest(room.Name is null ? "direct" : "group", [.. room.Members.Skip(1).Select(m => plan.People[m].User)], room.Name);
        room.Room = (await opening.CreateRoomAsync(request, stop)).Room;
    }

    private string Day(int number) => clock.Begin.AddDays(number).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

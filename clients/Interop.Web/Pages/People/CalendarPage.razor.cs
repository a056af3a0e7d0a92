using Interop.Protocol.AdminApi;
using Interop.Protocol.PeopleApi;
using Interop.Web.Places;
using Interop.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace Interop.Web.Pages.People;

/// <summary>The editor of one calendar: hours by week, for whom, and which days are closed besides.</summary>
public sealed partial class CalendarPage
{
    private const int NextDays = 10;
    private static readonly string[] DayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    private static readonly IReadOnlyList<string> Zones = [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(id => id.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private readonly bool[] chosen = new bool[7];
    private HoursCalendarView? read;
    private HoursGroupList known = new([], []);
    private HolidayCalendarView[] holidays = [];
    private WeekHours week = WeekHours.Of([]);
    private IReadOnlyList<HolidayDay> next = [];
    private IReadOnlyList<string> forGroups = [];
    private IReadOnlyList<string> forPlaces = [];
    private IReadOnlyList<string> holidayCalendars = [];
    private IReadOnlyList<string> closedDays = [];
    private int? order;
    private string zone = "";
    private string name = "";
    private TimeOnly opens = new(9, 0);
    private TimeOnly closes = new(18, 0);
    private bool isChanged;
    private bool isRemoving;
    private string? wrong;
    private string? saved;

    [Inject]
    public required Viewer Viewer { get; set; }

    /// <summary>The calendar that is edited; null for a new one.</summary>
    [SupplyParameterFromQuery]
    private string? Name { get; set; }

    private bool mayEdit => Session.Has([RoleNames.Policy, RoleNames.Admin]);

    protected override async Task LoadAsync(CancellationToken cancel)
    {
        var (groups, calendars) = (Session.Desk.Hours.GroupsAsync(cancel), Session.Desk.Hours.HolidayCalendarsAsync(cancel));
        read = Name is null ? null : await Session.Desk.Hours.CalendarAsync(Name, cancel);
        (known, holidays) = (await groups, (await calendars).Calendars);
        if (read?.Calendar is { } calendar)
        {
            (week, zone, order) = (WeekHours.Of(calendar.Hours.Weekly), calendar.Hours.Zone, calendar.Order);
            (forGroups, forPlaces, holidayCalendars, closedDays) = (calendar.Groups ?? [], calendar.Places ?? [], calendar.Hours.HolidayCalendars ?? [], calendar.Hours.Holidays);
        }
        else
        {
            zone = Viewer.Zone.Id;
        }
        await FindNextAsync(cancel);
    }

    /// <summary>Public holidays of the chosen calendars and the days of this one, from today on.</summary>
    private async Task FindNextAsync(CancellationToken cancel)
    {
        var all = await Task.WhenAll(holidayCalendars.Where(name => holidays.Any(h => h.Name == name)).Select(name => Session.Desk.Hours.HolidaysAsync(name, cancel)));
        var today = DayField.InWords(DateOnly.FromDateTime(Viewer.Local(Viewer.Now).DateTime))!;
        next = [.. all.SelectMany(calendar => calendar.Days).Concat(closedDays.Select(day => new HolidayDay(day, "closed")))
            .Where(day => string.CompareOrdinal(day.Date, today) >= 0).DistinctBy(day => day.Date).OrderBy(day => day.Date, StringComparer.Ordinal).Take(NextDays)];
    }

    private async Task SetHolidaysAsync(IReadOnlyList<string> names)
    {
        Touch(() => holidayCalendars = names);
        await TryAsync(FindNextAsync);
    }

    private void Touch(Action change)
    {
        change();
        (isChanged, saved, wrong) = (true, null, null);
    }

    private void OfficeHours() => Touch(() =>
    {
        week.Clear();
        week.Add([0, 1, 2, 3, 4], "09:00", "18:00");
    });

    private void AddExact() => Touch(() => week.Add(Enumerable.Range(0, 7).Where(day => chosen[day]), $"{opens:HH\\:mm}", $"{closes:HH\\:mm}"));

    private async Task SaveAsync()
    {
        var called = Name ?? name.Trim();
        var hours = new DeliveryHours
        {
            Zone = zone.Trim(), Weekly = week.Written(), Holidays = [.. closedDays],
            HolidayCalendars = holidayCalendars.Count == 0 ? null : [.. holidayCalendars],
        };
        await AskAsync(async () =>
        {
            read = await Session.Desk.Hours.SetCalendarAsync(called, new HoursCalendar { Hours = hours, Groups = forGroups.Count == 0 ? null : [.. forGroups], Places = forPlaces.Count == 0 ? null : [.. forPlaces], Order = order }, Stop);
            (isChanged, saved) = (false, $"Version {read.Version} is in force. What is held has moved with it.");
            if (Name is null)
                Navigation.NavigateTo($"/people/calendar?name={Uri.EscapeDataString(called)}", replace: true);
        });
    }

    private Task RemoveAsync() => AskAsync(async () =>
    {
        isRemoving = false;
        await Session.Desk.Hours.RemoveCalendarAsync(Name!, Stop);
        Navigation.NavigateTo("/people/calendars");
    });

    /// <summary>What the server refuses is said above, and what was drawn stays.</summary>
    private async Task AskAsync(Func<Task> what)
    {
        (wrong, saved) = (null, null);
        try
        {
            await what();
        }
        catch (Exception fault) when (Shared.Failure.Of(fault) is { } refused)
        {
            wrong = $"{refused.Sentence} ({refused.Code})";
        }
    }

    private static string Text(ChangeEventArgs changed) => changed.Value as string ?? "";
}

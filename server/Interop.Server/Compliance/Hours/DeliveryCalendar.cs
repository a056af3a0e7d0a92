using System.Diagnostics.CodeAnalysis;
using Interop.Protocol.AdminApi;
using NodaTime;

namespace Interop.Server.Compliance.Hours;

/// <summary>
/// When a person may be disturbed (spec 10). Immutable, safe for many threads, and a comparison in the common case: the
/// stretch of open or closed time that was found last is remembered.
/// <list type="bullet">
/// <item>Open times are half-open: [from, to). A time at or before its opening closes on the following day; 24:00 and 00:00
/// as closing times are the end of the day, that is the first moment of the next. Overlapping times are one.</item>
/// <item>Hours past midnight belong to the day on which they start, and fall away with it when that is a holiday.</item>
/// <item>A holiday closes the whole local day, from its first moment to the first moment of the next: hours that began on the
/// evening before are cut at midnight.</item>
/// <item>When clocks go forward, a time that does not exist stands for the first moment after the gap, at opening as at
/// closing. When they go back, a time that comes twice opens at its first and closes at its second occurrence, so that
/// open hours are never interrupted by the change.</item>
/// </list>
/// </summary>
internal sealed class DeliveryCalendar
{
    /// <summary>Stretches after one another that are looked through for a closing: a week of days without a night, and more.</summary>
    private const int ClosingStepsMax = 16;
    private static readonly Duration LookAhead = Duration.FromDays(DeliveryHoursLimits.LookAheadDays);
    private readonly DateTimeZone zone;
    private readonly LocalHours[][] week;
    private readonly HashSet<LocalDate> holidays;
    private volatile Stretch last;

    private DeliveryCalendar(DeliveryHoursReader read)
    {
        zone = read.Zone;
        week = read.Week;
        holidays = read.Holidays;
        last = week.All(day => day.Length == 0)
            ? new Stretch(Instant.MinValue, Instant.MaxValue, IsOpen: false, Opens: null)
            : new Stretch(Instant.MinValue, Instant.MinValue, IsOpen: false, Opens: null);
    }

    /// <summary>Reads the wire form.</summary>
    /// <param name="hours">As an administrator wrote it.</param>
    /// <param name="calendar">The calendar, or null when something is wrong.</param>
    /// <param name="error">One sentence that says what is wrong, or null.</param>
    public static bool TryCreate(DeliveryHours hours, [NotNullWhen(true)] out DeliveryCalendar? calendar, [NotNullWhen(false)] out string? error)
    {
        calendar = DeliveryHoursReader.Read(hours, out error) is { } read ? new DeliveryCalendar(read) : null;
        return calendar is not null;
    }

    /// <summary>Hours that were checked when they were stored, with further days on which all is closed: public holidays, absences.</summary>
    /// <exception cref="InvalidOperationException">They are not valid after all.</exception>
    public static DeliveryCalendar Of(DeliveryHours hours, IEnumerable<LocalDate> closed)
    {
        if (DeliveryHoursReader.Read(hours, out var error) is not { } read)
            throw new InvalidOperationException($"stored delivery hours are not valid: {error}");
        read.Holidays.UnionWith(closed);
        return new DeliveryCalendar(read);
    }

    /// <summary>The date of this moment in the person's zone.</summary>
    public LocalDate DateOf(Instant at) => at.InZone(zone).Date;

    /// <summary>Whether the person may be disturbed at this moment.</summary>
    public bool IsOpen(Instant at) => At(at).IsOpen;

    /// <summary>
    /// The first moment at or after <paramref name="at"/> that is open: <paramref name="at"/> itself when it is. Null when
    /// there is none within <see cref="DeliveryHoursLimits.LookAheadDays"/> days: closed until the calendar is changed.
    /// </summary>
    public Instant? NextOpening(Instant at)
    {
        var stretch = At(at);
        if (stretch.IsOpen)
            return at;
        // A stretch without an end was looked through from an earlier moment, so it says nothing about 400 days from now.
        if (stretch is { Opens: null, End: var end } && end != Instant.MaxValue)
            stretch = Find(at);
        return stretch.Opens is { } opens && opens - at <= LookAhead ? opens : null;
    }

    /// <summary>When what is open at <paramref name="at"/> closes; null when that is more than a week away, as far as was looked.</summary>
    public Instant? NextClosing(Instant at)
    {
        for (var step = 0; step < ClosingStepsMax; step++)
        {
            var stretch = Find(at);
            if (!stretch.IsOpen)
                return at;
            at = stretch.End;
        }
        return null;
    }

    /// <summary>The open times of a local day, in order, those that touch as one.</summary>
    public List<(Instant From, Instant To)> OpenOn(LocalDate day)
    {
        var (at, end) = (FirstMomentOf(day), FirstMomentOf(day.PlusDays(1)));
        var found = new List<(Instant From, Instant To)>();
        while (at < end)
        {
            var stretch = Find(at);
            if (stretch.IsOpen)
            {
                var to = Instant.Min(stretch.End, end);
                if (found.Count > 0 && found[^1].To == at)
                    found[^1] = (found[^1].From, to);
                else
                    found.Add((at, to));
                at = stretch.End;
            }
            else if (stretch.Opens is { } opens)
            {
                at = opens;
            }
            else
            {
                break;
            }
        }
        return found;
    }

    private Stretch At(Instant at)
    {
        var stretch = last;
        if (at >= stretch.Start && at < stretch.End)
            return stretch;
        // Two threads may both look; either result is right, and the last one stays.
        return last = Find(at);
    }

    /// <summary>
    /// Walks from day to day. Openings come in order of time, since mapping a local time to its first occurrence keeps order;
    /// so the first opening after <paramref name="at"/> ends the closed stretch. Hours of three days ago have ended before
    /// yesterday began: that is as far back as the answer is claimed to hold.
    /// </summary>
    private Stretch Find(Instant at)
    {
        var today = at.InZone(zone).Date;
        var closedFrom = FirstMomentOf(today.PlusDays(-1));
        // Two more days than asked for, since local days can be longer or shorter than 24 hours.
        for (var offset = -3; offset <= DeliveryHoursLimits.LookAheadDays + 2; offset++)
        {
            var day = today.PlusDays(offset);
            if (holidays.Contains(day))
                continue;
            foreach (var hours in week[(int)day.DayOfWeek - 1])
            {
                var (opens, closes) = Moments(day, hours);
                if (closes <= opens || closes <= closedFrom)
                    continue;
                if (at < opens)
                    return new Stretch(closedFrom, opens, IsOpen: false, Opens: opens);
                if (at < closes)
                    return new Stretch(opens, closes, IsOpen: true, Opens: opens);
                closedFrom = closes;
            }
        }
        return new Stretch(closedFrom, FirstMomentOf(today.PlusDays(DeliveryHoursLimits.LookAheadDays + 1)), IsOpen: false, Opens: null);
    }

    private (Instant Opens, Instant Closes) Moments(LocalDate day, LocalHours hours)
    {
        var opens = FirstMomentAt(day + hours.From);
        if (!hours.NextDay)
            return (opens, LastMomentAt(day + hours.To));
        var next = day.PlusDays(1);
        return hours.To == LocalTime.Midnight || holidays.Contains(next)
            ? (opens, FirstMomentOf(next))
            : (opens, LastMomentAt(next + hours.To));
    }

    private Instant FirstMomentOf(LocalDate day) => FirstMomentAt(day.AtMidnight());

    private Instant FirstMomentAt(LocalDateTime local)
    {
        var mapping = zone.MapLocal(local);
        return mapping.Count == 0 ? mapping.LateInterval.Start : mapping.First().ToInstant();
    }

    private Instant LastMomentAt(LocalDateTime local)
    {
        var mapping = zone.MapLocal(local);
        return mapping.Count == 0 ? mapping.LateInterval.Start : mapping.Last().ToInstant();
    }

    /// <summary>[Start, End) in which nothing changes; not always the longest such.</summary>
    /// <param name="Start">Inclusive.</param>
    /// <param name="End">Exclusive.</param>
    /// <param name="IsOpen">Throughout.</param>
    /// <param name="Opens">Of a closed stretch the opening that ends it, or null when none was found.</param>
    private sealed record Stretch(Instant Start, Instant End, bool IsOpen, Instant? Opens);
}

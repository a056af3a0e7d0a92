using Interop.Protocol.AdminApi;
using Interop.Protocol.PeopleApi;
using NodaTime;
using NodaTime.Text;

namespace Interop.Server.Compliance.Hours;

/// <summary>Which hours count for a person, and where they come from (spec 10.9).</summary>
internal sealed record PersonHours
{
    /// <summary>Of somebody who has none.</summary>
    public static readonly PersonHours None = new();

    /// <summary>Null: always open.</summary>
    public DeliveryCalendar? Calendar { get; init; }

    /// <summary>Null for nobody's: then only absences close.</summary>
    public DeliveryHours? Hours { get; init; }

    /// <summary>Name of the calendar; null when the hours are the person's own.</summary>
    public string? Source { get; init; }

    public string? Place { get; init; }

    /// <summary>In the order of their first days.</summary>
    public IReadOnlyList<Absence> Absences { get; init; } = [];

    /// <summary>Names of the public holidays that close, by date.</summary>
    public IReadOnlyDictionary<LocalDate, string> Holidays { get; init; } = new Dictionary<LocalDate, string>();

    /// <summary>Why the person is closed at a moment at which the calendar says so: a word, and of a holiday its name.</summary>
    public (string Reason, string? Detail) WhyClosed(Instant at)
    {
        var (reason, detail) = WhyClosed(Calendar!.DateOf(at));
        return (reason ?? HoursPerson.Hours, detail);
    }

    /// <summary>Why a day is closed as a whole: leave, absence or holiday, and of a public holiday its name; null when it is not.</summary>
    public (string? Reason, string? Detail) WhyClosed(LocalDate date)
    {
        if (Absences.FirstOrDefault(a => a.From <= date && date <= a.To) is { } absence)
            return (absence.Kind, null);
        if (Holidays.TryGetValue(date, out var name))
            return (HoursPerson.Holiday, name);
        return Hours?.Holidays.Contains(LocalDatePattern.Iso.Format(date)) == true ? (HoursPerson.Holiday, null) : (null, null);
    }
}

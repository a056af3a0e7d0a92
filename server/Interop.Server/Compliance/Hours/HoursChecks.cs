using Interop.Protocol.Content;
using Interop.Protocol.PeopleApi;
using NodaTime;

namespace Interop.Server.Compliance.Hours;

/// <summary>Whether what an administrator asks for is well formed: what is wrong in one sentence, or null.</summary>
internal static class HoursChecks
{
    private const int TextMax = 512;

    public static string? Name(string? name) => HoursNames.IsName(name) ? null : "A name has 1 to 64 characters.";

    public static string? Calendar(string name, HoursCalendar calendar)
    {
        if (Name(name) is { } wrong)
            return wrong;
        if (!DeliveryCalendar.TryCreate(calendar.Hours, out _, out var error))
            return error;
        if (calendar.Order is < 0 or > DeliveryHoursLimits.OrderMax)
            return $"order is a number from 0 to {DeliveryHoursLimits.OrderMax}.";
        if (calendar is { Groups: null or [], Places: null or [] })
            return "A calendar is for groups, or for places, or for both: name one at least.";
        if (calendar.Groups?.Length > DeliveryHoursLimits.AppliesToMax || calendar.Places?.Length > DeliveryHoursLimits.AppliesToMax)
            return $"A calendar is for at most {DeliveryHoursLimits.AppliesToMax} groups, and as many places.";
        return (calendar.Groups ?? []).Concat(calendar.Places ?? []).All(HoursNames.IsName) ? null : "groups, places: each is a name of 1 to 64 characters.";
    }

    public static string? Holidays(string name, HolidayCalendar calendar)
    {
        if (Name(name) is { } wrong)
            return wrong;
        if (!IsText(calendar.Title) || !IsText(calendar.Source))
            return $"title and source have 1 to {TextMax} characters.";
        if (calendar.Days.Length > DeliveryHoursLimits.HolidayDaysMax)
            return $"There are {calendar.Days.Length} days; at most {DeliveryHoursLimits.HolidayDaysMax} are allowed.";
        LocalDate? last = null;
        foreach (var day in calendar.Days)
        {
            if (day is null || !DeliveryHoursReader.TryDate(day.Date, out var date) || !IsText(day.Name))
                return "Each day has a date yyyy-MM-dd and a name.";
            if (date <= last)
                return $"The days stand in the order of their dates, each once; {day.Date} does not.";
            last = date;
        }
        return null;
    }

    public static string? Absence(AbsenceRequest request)
    {
        if (request.Kind is not (Hours.Absence.Leave or Hours.Absence.Other))
            return "kind is leave or absence.";
        if (!DeliveryHoursReader.TryDate(request.From, out var from) || !DeliveryHoursReader.TryDate(request.To, out var to) || to < from)
            return "from and to are dates yyyy-MM-dd, the last not before the first.";
        return Period.DaysBetween(from, to) < DeliveryHoursLimits.AbsenceDaysMax ? null : $"An absence has at most {DeliveryHoursLimits.AbsenceDaysMax} days.";
    }

    private static bool IsText(string? text) => text is { Length: > 0 and <= TextMax } && TextRules.IndexOfRefused(text) < 0;
}

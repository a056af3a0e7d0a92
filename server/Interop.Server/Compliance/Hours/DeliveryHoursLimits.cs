namespace Interop.Server.Compliance.Hours;

/// <summary>Limits of a delivery-hours request (spec 10).</summary>
internal static class DeliveryHoursLimits
{
    /// <summary>Entries of weekly hours.</summary>
    public const int WeeklyMax = 64;

    /// <summary>Days named in one entry.</summary>
    public const int DaysMax = 7;

    /// <summary>Holidays: more than ten years of them.</summary>
    public const int HolidaysMax = 400;

    /// <summary>Calendars of public holidays that hours name.</summary>
    public const int HolidayCalendarsMax = 16;

    /// <summary>Days of one calendar of public holidays.</summary>
    public const int HolidayDaysMax = 1000;

    /// <summary>Groups, and places, that a calendar is for.</summary>
    public const int AppliesToMax = 200;

    /// <summary>The greatest order of a calendar.</summary>
    public const int OrderMax = 999;

    /// <summary>Absences of a person that have not ended.</summary>
    public const int AbsencesMax = 50;

    /// <summary>Days of one absence.</summary>
    public const int AbsenceDaysMax = 400;

    /// <summary>People of whom a client asks at once whether they are reachable.</summary>
    public const int ReachableMax = 50;

    /// <summary>First and last year in which a holiday may lie.</summary>
    public const int HolidayYearMin = 1970;

    /// <inheritdoc cref="HolidayYearMin"/>
    public const int HolidayYearMax = 9990;

    /// <summary>How far ahead an opening is looked for; a calendar with none within it counts as closed until it is changed.</summary>
    public const int LookAheadDays = 400;
}

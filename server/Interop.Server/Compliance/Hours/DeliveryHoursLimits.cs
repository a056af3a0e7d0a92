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

    /// <summary>First and last year in which a holiday may lie.</summary>
    public const int HolidayYearMin = 1970;

    /// <inheritdoc cref="HolidayYearMin"/>
    public const int HolidayYearMax = 9990;

    /// <summary>How far ahead an opening is looked for; a calendar with none within it counts as closed until it is changed.</summary>
    public const int LookAheadDays = 400;
}

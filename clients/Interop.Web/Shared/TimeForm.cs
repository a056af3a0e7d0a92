namespace Interop.Web.Shared;

/// <summary>How a time is written.</summary>
public enum TimeForm
{
    /// <summary>14:05 of today, else Mon 23 Nov 14:05.</summary>
    Short,

    /// <summary>14:05.</summary>
    Clock,

    /// <summary>Monday, 23 November 2026.</summary>
    Day,

    /// <summary>5 min ago, 3 h ago, else the day.</summary>
    Ago,

    /// <summary>2026-11-23 14:05:09.</summary>
    Exact,
}

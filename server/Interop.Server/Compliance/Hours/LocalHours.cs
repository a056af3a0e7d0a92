using NodaTime;

namespace Interop.Server.Compliance.Hours;

/// <summary>One opening on one weekday, in local time.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive; midnight means the end of the day on which it closes.</param>
/// <param name="NextDay">It closes on the day after: it goes past midnight, or up to it.</param>
internal readonly record struct LocalHours(LocalTime From, LocalTime To, bool NextDay);

namespace Interop.Protocol.ReviewApi;

/// <summary>What came of supervision, day by day (spec 07.9).</summary>
/// <param name="Days">All of them in order, also those on which nothing happened.</param>
public sealed record SupervisionTrend(SupervisionDay[] Days);

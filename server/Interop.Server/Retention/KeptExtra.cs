namespace Interop.Server.Retention;

/// <summary>What others have a say in of how long records are kept (spec 9.3, 9.4); whole days of UTC, so that records of a day share it.</summary>
/// <param name="MinDay">Day of the <c>minUntil</c> that was accepted, as 2026-01-31; empty for none.</param>
/// <param name="MaxDay">Day of the <c>maxUntil</c> that was accepted.</param>
/// <param name="FloorBy">The provider with whom the agreement is that has the highest floor; empty for none.</param>
/// <param name="FloorDays">That floor.</param>
internal sealed record KeptExtra(string MinDay, string MaxDay, string FloorBy, int FloorDays)
{
    /// <summary>Nobody has asked for anything.</summary>
    public static readonly KeptExtra None = new("", "", "", 0);
}

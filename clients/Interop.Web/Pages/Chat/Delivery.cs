namespace Interop.Web.Pages.Chat;

/// <summary>What became of a message for one recipient.</summary>
/// <param name="Code">Of the registry.</param>
/// <param name="HoldUntil">Of one that is held, where the end is known.</param>
/// <param name="Detail">What a network said.</param>
public sealed record Delivery(string Code, DateTimeOffset? HoldUntil = null, string? Detail = null)
{
    /// <summary>It waits for the recipient's hours.</summary>
    public bool IsForHours => Code == "2.1.1";

    public bool IsHeld => Code is "2.1.0" or "2.1.1" or "2.1.2" or "2.1.4";

    public bool IsRefused => Code.StartsWith('5');

    /// <summary>It was refused for now, and nothing of it waits.</summary>
    public bool IsFull => Code == "4.2.0";
}

namespace Interop.Server.Compliance.Urgency;

/// <summary>Where a message says that it is urgent, and why: <c>content.urgent.reason</c>.</summary>
internal static class UrgencyReason
{
    public const string Member = "urgent";
    public const string Reason = "reason";
}

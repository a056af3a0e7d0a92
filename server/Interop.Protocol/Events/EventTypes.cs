namespace Interop.Protocol.Events;

/// <summary>The event types of OCIP 1 (spec 04).</summary>
public static class EventTypes
{
    public const string Message = "message";
    public const string Edit = "edit";
    public const string Retract = "retract";
    public const string Reaction = "reaction";
    public const string Receipt = "receipt";
    public const string Membership = "membership";
    public const string Room = "room";
    public const string Supervision = "supervision";
    public const string Consent = "consent";
    public const string Notice = "notice";
}

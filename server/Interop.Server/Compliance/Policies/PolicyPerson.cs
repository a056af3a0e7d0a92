using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Hours;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// What policies know of a user. One object per user may live as long as the process and stand in many rooms: the two
/// facts that change are replaced as a whole, and each policy reads them once per recipient.
/// </summary>
internal sealed class PolicyPerson(UserId user, PersonaKind persona)
{
    private volatile DeliveryCalendar? calendar;
    private volatile string? noticeVersion;

    public UserId User { get; } = user;

    public PersonaKind Persona { get; } = persona;

    /// <summary>Delivery hours; null means always open.</summary>
    public DeliveryCalendar? Calendar
    {
        get => calendar;
        set => calendar = value;
    }

    /// <summary>Of another organisation, which tells its people itself.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Version of the supervision notice that this person acknowledged, or was told by a bridge, last; or null.</summary>
    public string? NoticeVersion
    {
        get => noticeVersion;
        set => noticeVersion = value;
    }
}

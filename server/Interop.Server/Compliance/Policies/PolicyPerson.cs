using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Hours;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// What policies know of a user. One object per user may live as long as the process and stand in many rooms: the
/// facts that change are replaced as a whole, and each policy reads them once per recipient.
/// </summary>
internal sealed class PolicyPerson(UserId user, PersonaKind persona)
{
    private volatile DeliveryCalendar? calendar;
    private volatile string? noticeVersion;
    private volatile DisclosureState[] disclosures = [];

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
    /// <summary>Of somebody outside: what disclosures of the book have told, and what was answered. Replaced as a whole.</summary>
    public DisclosureState[] Disclosures
    {
        get => disclosures;
        set => disclosures = value;
    }

    /// <summary>What a disclosure has told this person; null when it has not.</summary>
    /// <param name="policy">Its name.</param>
    public DisclosureState? DisclosureOf(string policy)
    {
        foreach (var told in disclosures)
        {
            if (told.Policy == policy)
                return told;
        }
        return null;
    }
}

using Interop.Protocol.Identifiers;

namespace Interop.Protocol.PeopleApi;

/// <summary>A person's hours as they are now, for those who administer them.</summary>
public sealed record HoursPerson
{
    public const string Always = "always";
    public const string Hours = "hours";
    public const string Holiday = "holiday";

    public required UserId User { get; init; }

    public required string DisplayName { get; init; }

    public string? Account { get; init; }

    public string? Place { get; init; }

    /// <summary>The calendar that counts for the person; absent when the hours are the person's own, or there are none.</summary>
    public string? Calendar { get; init; }

    public required bool Open { get; init; }

    /// <summary>Why: always (no hours), hours, holiday, leave or absence.</summary>
    public required string Reason { get; init; }

    /// <summary>Of a holiday its name.</summary>
    public string? Detail { get; init; }

    /// <summary>When the person is open again; absent when open, or when no opening is in sight.</summary>
    public string? Opens { get; init; }

    /// <summary>When the person is closed next; absent when closed, or when no closing is in sight.</summary>
    public string? Closes { get; init; }

    /// <summary>IANA name of the zone of the hours; absent when there are none.</summary>
    public string? Zone { get; init; }
}

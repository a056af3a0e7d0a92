namespace Interop.Protocol.SignInApi;

/// <summary>An account as an administrator sees it: its roles, and how its person signs in (spec 13.10).</summary>
public sealed record AccountState
{
    /// <summary>The account's password is its person's own.</summary>
    public const string Own = "own";

    /// <summary>An administrator has given one, which is to be replaced.</summary>
    public const string OneTime = "oneTime";

    /// <summary>There is none: nobody signs in.</summary>
    public const string None = "none";

    /// <summary>Login name.</summary>
    public required string Account { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>RFC 3339 UTC.</summary>
    public required string Created { get; init; }

    /// <summary>Kinds of its personas: work, personal or service.</summary>
    public required string[] Personas { get; init; }

    /// <summary>Those that are in force.</summary>
    public required RoleGrant[] Roles { get; init; }

    /// <summary>own, oneTime or none.</summary>
    public required string Password { get; init; }

    /// <summary>Of one that was given: of no use from then on, RFC 3339 UTC.</summary>
    public string? Expires { get; init; }

    /// <summary>A second factor is switched on.</summary>
    public required bool SecondFactor { get; init; }

    /// <summary>Failures in a row since the last success.</summary>
    public required int Failures { get; init; }

    /// <summary>After too many failures: nobody signs in before then, RFC 3339 UTC.</summary>
    public string? LockedUntil { get; init; }

    /// <summary>Sign-ins that have not ended.</summary>
    public required int SignIns { get; init; }

    /// <summary>Since when the person has left the organisation, RFC 3339 UTC.</summary>
    public string? Left { get; init; }
}

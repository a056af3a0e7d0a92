namespace Interop.Server.Compliance.Rulebook;

/// <summary>How much a policy of the book may be (spec 7.8).</summary>
internal static class PolicyLimits
{
    /// <summary>Characters of a name.</summary>
    public const int NameLengthMax = 64;

    /// <summary>Octets of a definition as JSON.</summary>
    public const int DefinitionOctetsMax = 512 * 1024;

    /// <summary>Octets of the sentence for the sender.</summary>
    public const int MessageOctetsMax = 512;

    /// <summary>People, groups, networks or rooms of a scope, each.</summary>
    public const int ScopeEntriesMax = 5000;

    public const int HoldMinutesMax = 7 * 24 * 60;

    public const int PoliciesMax = 500;

    public const int VersionsMax = 1000;
}

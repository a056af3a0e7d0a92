using Interop.Protocol.ReviewApi;
using Interop.Server.Compliance.Policies;

namespace Interop.Server.Supervision.Settings;

/// <summary>Names of policies in queues (spec 07.9). Those of the standard that order how messages travel are no findings on what somebody wrote.</summary>
internal static class BuiltInPolicies
{
    /// <summary>Of *: for these a queue has to name them.</summary>
    public static readonly IReadOnlyList<string> Travel = [.. CompliancePolicies.All.Names.Select(NameOf)];

    private static readonly HashSet<string> Known = [.. Travel];

    /// <summary>Without the version.</summary>
    public static string NameOf(string policy) => SampleTerms.NameOf(policy);

    /// <summary>Whether one of a queue's names stands for a policy.</summary>
    /// <param name="patterns">Names, or beginnings that end with a *.</param>
    /// <param name="name">Without version.</param>
    public static bool Matches(IReadOnlyList<string> patterns, string name) => SampleTerms.Matches(patterns, Known, name);
}

using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>How much the standard has of everything.</summary>
internal static class Summary
{
    /// <summary>One line of counts.</summary>
    public static string Of(StandardFolder standard)
    {
        var tested = standard.Requirements.Count(r => r.IsTested);
        var reasoned = standard.Requirements.Count(r => !r.IsTested && r.UntestedBecause.Length > 0);
        return $"{standard.Requirements.Count()} requirements: {tested} tested, {reasoned} untested with a reason; "
            + $"{standard.Examples.Count} examples, {standard.Schemas.Count} schemas, {standard.Vectors.Count} vector files, {standard.Decisions.Count} decisions";
    }
}

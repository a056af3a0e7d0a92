using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>Decisions are numbered without gaps and say question, choice and price.</summary>
internal static class DecisionCheck
{
    private static readonly string[] Parts = ["## Question", "## Choice", "## What we gave up"];

    public static IEnumerable<Finding> Find(StandardFolder standard)
    {
        foreach (var (i, decision) in standard.Decisions.Index())
        {
            if (!decision.Name.StartsWith($"{i + 1:0000}-", StringComparison.Ordinal))
                yield return new Finding(standard.Shown(decision.File), 1, $"the number of this decision is not {i + 1:0000}: rename it, so that decisions are counted without gaps");
            foreach (var part in Parts.Where(part => !decision.Text.Contains($"\n{part}\n", StringComparison.Ordinal)))
                yield return new Finding(standard.Shown(decision.File), 1, $"the decision has no part '{part}': write it");
        }
    }
}

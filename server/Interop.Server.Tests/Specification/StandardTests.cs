using Interop.Cli.Spec.Checking;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>What ./interop spec check finds in this checkout: nothing. That it would find something is tried on broken standards in Interop.Cli.Tests.</summary>
public sealed class StandardTests
{
    public static TheoryData<string> Checks => [.. SpecChecks.All.Select(check => check.Name)];

    [Theory, MemberData(nameof(Checks))]
    public void Standard_HasNothingWrong(string check)
    {
        if (SpecFolder.Updates)
            SpecChecks.Write(SpecFolder.Standard.Root);
        Findings.None(SpecChecks.All.Single(c => c.Name == check).Find(SpecFolder.Fresh()).Select(finding => finding.ToString()));
    }
}

using Xunit;

namespace Interop.Server.Tests.Tidy;

/// <summary>Fails with all findings, one a line, not with the first few.</summary>
internal static class Findings
{
    public static void None(IEnumerable<string> findings)
    {
        var all = findings.Distinct(StringComparer.Ordinal).ToArray();
        if (all.Length > 0)
            Assert.Fail($"{all.Length} findings:\n{string.Join('\n', all)}");
    }
}

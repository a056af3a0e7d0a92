using Interop.Cli.Spec.Sources;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>Parts of the pages that are written from the code.</summary>
internal static class GeneratedPart
{
    /// <summary>Compares a generated part, or writes it.</summary>
    public static void Expect(this SpecPage page, string name, string content)
    {
        if (page.Part(name) == content)
            return;
        if (!SpecFolder.Updates)
            Assert.Fail($"{page.Name}: what stands between <!-- {name} --> and <!-- end --> is stale; run with INTEROP_SPEC_UPDATE=1 to write it anew");
        page.Replace(name, content);
    }
}

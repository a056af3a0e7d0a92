using Interop.Cli.Spec.Versions;

namespace Interop.Cli.Tests.Spec.Site;

/// <summary>The site of this checkout's standard, built once for all tests.</summary>
public sealed class WholeSite : IDisposable
{
    public WholeSite() => Site = new BuiltSite(Repository.Root).Write(StandardVersion.Draft);

    internal BuiltSite Site { get; }

    public void Dispose() => Site.Dispose();
}

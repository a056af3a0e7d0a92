using Interop.Bridges.RealServers.Installation;
using Xunit;

namespace Interop.Bridges.Tests.RealServers;

/// <summary>The mirror is the one that the machine's own apt uses, in whichever of its formats it is written.</summary>
public sealed class AptSourcesTests : IDisposable
{
    private readonly string apt = Directory.CreateTempSubdirectory("interop-apt-").FullName;

    public AptSourcesTests() => Directory.CreateDirectory(Path.Combine(apt, "sources.list.d"));

    [Fact]
    public void Mirror_IsRead_FromDeb822()
    {
        Write("sources.list.d/debian.sources", "Types: deb\nURIs: http://mirror.example/debian-security\nSuites: bookworm-security\n\nTypes: deb\nURIs: http://mirror.example/debian/\nSuites: bookworm\n");

        Assert.Equal("http://mirror.example/debian/", AptSources.Mirror(apt));
    }

    [Fact]
    public void Mirror_IsRead_FromOneLineFormatWithOptions()
    {
        Write("sources.list", "# deb http://old.example/debian bookworm main\ndeb [arch=amd64 signed-by=/k.gpg] https://mirror.example/debian bookworm main contrib\n");

        Assert.Equal("https://mirror.example/debian", AptSources.Mirror(apt));
    }

    [Fact]
    public void Mirror_PassesOverArchivesOfOthers_Always()
    {
        Write("sources.list.d/a.list", "deb https://packages.example/tool stable main\n");
        Write("sources.list.d/b.list", "deb mirror+file:/etc/apt/mirrors/debian.list bookworm main\n");

        Assert.Equal("mirror+file:/etc/apt/mirrors/debian.list", AptSources.Mirror(apt));
    }

    [Fact]
    public void Mirror_SaysWhatToDo_WhenThereIsNone()
    {
        var missing = Assert.Throws<ServerMissingException>(() => AptSources.Mirror(apt));

        Assert.Contains(AptSources.MirrorVariable, missing.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(apt, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(apt, name), text);
}

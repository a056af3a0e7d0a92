using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>What every implementation keeps to (spec 16), as far as a running server shows it.</summary>
[Collection(RealServerTests.Name)]
public sealed class SecurityRequirementTests(RealServer server)
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    [Fact]
    public void PrivateKeys_AreReadableByTheServersAccountAlone()
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("the server's files are looked at on Linux");
        var files = Directory.GetFiles(Path.Combine(scene.Server.Data, "keys"));
        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.Equal(OwnersAlone, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Output_HasNoContentNoNamesAndNoTokens()
    {
        var (word, name, account) = ($"zebra{suffix}", $"Quentin{suffix}", $"@quentin{suffix}:partner.example");
        var (alice, bob, eve) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob);
        using var bridge = await BridgeActor.RegisterAsync(scene, "net" + suffix);
        var contact = (await bridge.ContactAsync(account, name)).User;
        await alice.SayAsync(room, word);
        await eve.SayAsync(room, word);
        await bridge.SayAsync(await bridge.DirectAsync(contact, alice.User), contact, word);
        using var http = new RawHttp(scene.Server.Address, $"ocip_{word}");
        await http.PostAsync("client/submit", $$"""{"{{word}}":1""");

        Assert.NotEmpty(scene.Server.Output);
        Assert.All([word, name, account, alice.Token], secret => Assert.DoesNotContain(secret, scene.Server.Output, StringComparison.OrdinalIgnoreCase));
    }
}

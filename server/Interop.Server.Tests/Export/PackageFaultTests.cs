using System.IO.Compression;
using Interop.Cli.Verification;
using Interop.Cli.Verification.Packages;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Export;

/// <summary>Whatever is changed in a package is found, and the place is named (spec 08.15).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class PackageFaultTests(RealServer server) : IAsyncLifetime
{
    private const int RandomPlaces = 40;
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();
    private Packages packages = null!;
    private string path = "";

    public async Task InitializeAsync()
    {
        packages = await Packages.OpenAsync(scene, "faults" + suffix, "examiner");
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob, carol);
        foreach (var text in new[] { "one", "two", "three" })
            Assert.Equal("2.0.0", (await alice.SayAsync(room, text)).Code);
        (_, path) = await packages.MakeAsync(new ExportScope { People = [alice.User] }, Packages.AllFormats);
        packages.Good(path);
    }

    public Task DisposeAsync()
    {
        packages.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task FlippedBits_AreFoundAndNamed()
    {
        var good = await File.ReadAllBytesAsync(path);
        var places = new List<long>(Enumerable.Range(0, RandomPlaces).Select(_ => (long)System.Security.Cryptography.RandomNumberGenerator.GetInt32(good.Length)));
        long signature;
        using (var files = new Interop.Cli.Verification.Packages.ZipPackage(path))
        {
            // The first, a middle and the last octet of every file, too.
            places.AddRange(files.Sizes.Where(f => f.Value > 0).SelectMany(f => new[] { 0, f.Value / 2, f.Value - 1 }.Select(at => files.PlaceOf(f.Key, at)!.Value)));
            signature = files.PlaceOf("manifest.jws", 0)!.Value;
        }
        var altered = path + ".altered";
        foreach (var place in places.Distinct())
        {
            var octets = good.ToArray();
            octets[place] ^= (byte)(1 << System.Security.Cryptography.RandomNumberGenerator.GetInt32(8));
            await File.WriteAllBytesAsync(altered, octets);
            var report = packages.Verify(altered);
            Assert.True(report.Fault is not null, $"octet {place} of {good.Length} was flipped, and the package is called good");
            var named = $"octet {place} was flipped; named {report.Fault!.Message}: {report.Fault.File} {report.Fault.Offset}-{report.Fault.End}, {report.Place}";
            Assert.True(report.Place is not null, named);
            // In the octets around the files, and of a signature, what must stand there is not always known: the place is near, or a range.
            if (report.Fault.File is not null && !(place >= signature && place < signature + 300))
                Assert.True(report.Place == place && report.Fault.End is null, named);
            else if (report.Fault.File is not null)
                Assert.InRange(place, report.Place.Value, report.Place.Value + ((report.Fault.End ?? (report.Fault.Offset + 1)) - report.Fault.Offset));
        }
    }

    [Fact]
    public async Task Incomplete_IsNeverGood()
    {
        var good = await File.ReadAllBytesAsync(path);
        var cut = path + ".cut";
        foreach (var length in new[] { 0, 21, good.Length / 2, good.Length - 1 })
        {
            await File.WriteAllBytesAsync(cut, good[..length]);
            Assert.NotNull(packages.Verify(cut).Fault);
        }
        foreach (var missing in packages.Good(path).Manifest!.Files.Select(f => f.Path).Append("manifest.json").Append("manifest.jws"))
        {
            var folder = Directory.CreateTempSubdirectory("ocip-cut-").FullName;
            await ZipFile.ExtractToDirectoryAsync(path, folder, overwriteFiles: true);
            File.Delete(Path.Combine(folder, missing));
            Assert.Contains(missing, packages.Verify(folder).Fault!.Message, StringComparison.Ordinal);
            Directory.Delete(folder, recursive: true);
        }
        var more = Directory.CreateTempSubdirectory("ocip-more-").FullName;
        await ZipFile.ExtractToDirectoryAsync(path, more, overwriteFiles: true);
        await File.WriteAllTextAsync(Path.Combine(more, "readme.txt"), "by somebody");
        Assert.Equal("readme.txt", packages.Verify(more).Fault!.File);
        Directory.Delete(more, recursive: true);
    }

    [Fact]
    public async Task NamesThatLeadOut_AreRefused()
    {
        foreach (var name in new[] { "../../evil", "/etc/passwd", "a\\..\\b", "C:evil", "media/..", "a//b", "x\u00e9" })
        {
            var evil = path + ".evil";
            File.Delete(evil);
            await using (var zip = await ZipFile.OpenAsync(evil, ZipArchiveMode.Create))
            {
                var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                await using var content = await entry.OpenAsync();
                await content.WriteAsync("x"u8.ToArray());
            }
            Assert.NotNull(packages.Verify(evil).Fault);
        }
    }

    [Fact]
    public void OtherKeys_DoNotCount_AndOwnOnesShowLess()
    {
        using var stranger = SigningKey.Create(KeyPurposes.Receipt);
        Assert.Contains("not pinned", Packages.Verify(path, new PinnedKeys([stranger.PublicJwk("2020-01-01T00:00:00.000Z")], isPinned: true)).Fault!.Message, StringComparison.Ordinal);
        using var output = new StringWriter();
        var before = Console.Out;
        Console.SetOut(output);
        try
        {
            Assert.Equal(0, Interop.Cli.Archive.PackageVerification.Run(path, [], PackageTrust.None, asJson: false, default));
        }
        finally
        {
            Console.SetOut(before);
        }
        Assert.Contains("not whose it is", output.ToString(), StringComparison.Ordinal);
    }
}

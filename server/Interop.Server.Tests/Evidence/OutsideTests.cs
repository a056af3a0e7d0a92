using Interop.Cli.Verification;
using Interop.Cli.Verification.Outside;
using Interop.Notes;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.Export;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>Cosignatures of C2SP and time stamps of RFC 3161, looked at offline: in a data folder, and in a package that an outsider was given.</summary>
public sealed class OutsideTests(OutsideWorld world) : IClassFixture<OutsideWorld>
{
    [Fact]
    public void Folder_SaysWhoHasCosigned_AndWhenItWasStamped()
    {
        var report = world.Verify(world.Trust);
        Assert.Null(report.Fault);
        Assert.True(report.Outside is { Cosignatures: > 0, Stamps: > 0, Unknown.Count: 0 });
        Assert.True(report.Outside.EnoughOver > 5);
        Assert.Contains(report.Outside.Sentences(world.Trust), s => s.StartsWith("cosigned by witness.example/w1: ", StringComparison.Ordinal));
        Assert.Contains(report.Outside.Sentences(world.Trust), s => s.Contains("CN=A small time-stamp authority", StringComparison.Ordinal));
        // Whose keys were not given is said, and the rest is looked at all the same.
        var nobody = world.Verify(OutsideTrust.None);
        Assert.Null(nobody.Fault);
        Assert.Equal(["witness.example/w1"], nobody.Outside.Unknown);
        Assert.Contains(nobody.Outside.Sentences(OutsideTrust.None), s => s.Contains("who has stamped is not shown", StringComparison.Ordinal));
        // The authority's own certificate is as good as that of who certifies it.
        Assert.Null(world.Verify(world.TrustIn([], world.Stamps.Own)).Fault);
    }

    [Fact]
    public void Folder_WithoutThoseWhoWereNamed_IsAFault()
    {
        var other = NoteSigner.Create("other.example", NoteTypes.Cosignature);
        Assert.Equal("no witness that was named has cosigned a checkpoint of this log", world.Verify(world.TrustIn([other.Key.ToString()])).Fault);
        var policy = world.FileOf("policy", $"witness a {world.Witness.Key}\nwitness b {other.Key}\ngroup both all a b\nquorum both\n");
        Assert.Equal("no checkpoint of this log was cosigned by as many witnesses as the policy asks for: there are witness.example/w1", world.Verify(world.TrustIn([policy])).Fault);
        Assert.Null(world.Verify(world.TrustIn([world.FileOf("any", $"witness a {world.Witness.Key}\nwitness b {other.Key}\ngroup one any a b\nquorum one\n")])).Fault);
        using var stranger = new StampMaker("Somebody else");
        Assert.Contains("is by CN=A small time-stamp authority, for which no certificate that was given vouches", world.Verify(world.TrustIn([], stranger.Root)).Fault, StringComparison.Ordinal);
        Assert.Equal("a time-stamp authority was named, and there is no time stamp", world.Verify(world.Trust, c => OutsideWorld.Execute(c, "DELETE FROM timestamps")).Fault);
    }

    [Fact]
    public void Folder_EachFaultIsNamed()
    {
        var forger = NoteSigner.Create("witness.example/w1", NoteTypes.Cosignature);
        Named("the cosignature of witness.example/w1 under the checkpoint over", Fault(c => OutsideWorld.Execute(c, "UPDATE note_cosignatures SET line=@text", Other(forger))));
        Named("is wrong: it is forged", Fault(c => OutsideWorld.Execute(c, "UPDATE note_cosignatures SET at='2020-01-01T00:00:00.000Z'")));
        Named("has cosigned is not signed by a pinned key", Fault(c => OutsideWorld.Execute(c, "UPDATE note_cosignatures SET note=replace(note, 'acme', 'evil')")));
        Named("has cosigned 100000: the log was cut", Fault(c => OutsideWorld.Execute(c, "UPDATE note_cosignatures SET size=100000 WHERE size=(SELECT max(size) FROM note_cosignatures)")));
        Named("is over other octets than the checkpoint's", Stamped(world.Stamps.Token("other"u8.ToArray(), Now)));
        Named("is not a token of RFC 3161", Stamped([1, 2, 3]));
        Named("was not valid", Stamped(note => world.Stamps.Token(note, Now.AddYears(-20)), Now.AddYears(-20)));
        using var server = new StampMaker("A web server", forStamps: false);
        Named("that is not for time stamps", Stamped(note => server.Token(note, Now), Now));
        Named("has a wrong signature", Stamped(note =>
        {
            var token = world.Stamps.Token(note, Now);
            token[^1] ^= 1;
            return token;
        }, Now));
    }

    [Fact]
    public async Task Package_BringsWhatAnOutsiderNeeds_AndEachFaultIsNamed()
    {
        using var packages = await Packages.OpenAsync(world.Scene, "olga", "examiner");
        var (_, path) = await packages.MakeAsync(new ExportScope { Kinds = ["event"] });
        var keys = new PinnedKeys(world.Scene.Keys.Keys, isPinned: true);

        var report = Packages.Verify(path, keys, world.Trust);
        Assert.True(report.Fault is null, report.Fault?.Message);
        Assert.True(report.Outside is { Cosignatures: > 0, Stamps: > 0 });
        // All of its records are under what was cosigned.
        Assert.True(report.Outside.EnoughOver > (await Packages.IndexesAsync(path))[^1]);
        Assert.Equal(["witness.example/w1"], Packages.Verify(path, keys).Outside.Unknown);

        Assert.Contains("no witness that was named", Forged("proofs/cosigned.ndjson", _ => ""), StringComparison.Ordinal);
        Assert.Contains("the cosignature of witness.example/w1", Forged("proofs/cosigned.ndjson", line => Replaced(line, "witness.example/w1 ", 24)), StringComparison.Ordinal);
        Assert.Contains("not of the same log as the package's", Forged("proofs/cosigned.ndjson", line => Replaced(line, "\"proof\":[\"", 4)), StringComparison.Ordinal);
        Assert.Contains("is over other octets", Forged("proofs/timestamps.ndjson", line => TokenOf(line, world.Stamps.Token("other"u8.ToArray(), Now))), StringComparison.Ordinal);
        Assert.Contains("no time stamp", Forged("proofs/timestamps.ndjson", _ => ""), StringComparison.Ordinal);
        using var stranger = new StampMaker("Somebody else");
        Assert.Contains("no certificate that was given vouches", Packages.Verify(path, keys, world.TrustIn([], stranger.Root)).Fault!.Message, StringComparison.Ordinal);

        string Forged(string file, Func<string, string> change)
        {
            using var forger = new Forger(path) { Outside = world.Trust };
            forger.Lines(file, change);
            var fault = forger.Verify().Fault;
            Assert.NotNull(fault);
            return fault.Message;
        }
    }

    private static void Named(string expected, string fault) => Assert.True(fault.Contains(expected, StringComparison.Ordinal), fault);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private string Fault(Action<SqliteConnection> change) => world.Verify(world.Trust, change).Fault ?? "no fault";

    private string Stamped(byte[] token) => Fault(c => OutsideWorld.Execute(c, "UPDATE timestamps SET token=@octets", octets: token));

    /// <summary>All stamps but one are gone, and that is of somebody who makes what is asked of the note.</summary>
    private string Stamped(Func<byte[], byte[]> token, DateTimeOffset at) => Fault(c =>
    {
        OutsideWorld.Execute(c, "DELETE FROM timestamps WHERE size<(SELECT max(size) FROM timestamps)");
        using var read = c.CreateCommand();
        read.CommandText = "SELECT note FROM timestamps";
        OutsideWorld.Execute(c, "UPDATE timestamps SET token=@octets, at=@text", Protocol.Time.WireTime.Format(at), token(System.Text.Encoding.UTF8.GetBytes((string)read.ExecuteScalar()!)));
    });

    private static string Other(NoteSigner forger) => forger.Sign("acme.example/archive\n1\nAAAA\n", Now);

    /// <summary>Another letter some way behind what stands in a line.</summary>
    private static string Replaced(string line, string behind, int by)
    {
        var at = line.IndexOf(behind, StringComparison.Ordinal) + behind.Length + by;
        return $"{line[..at]}{(line[at] == 'A' ? 'B' : 'A')}{line[(at + 1)..]}";
    }

    private static string TokenOf(string line, byte[] token)
    {
        var at = line.IndexOf("\"token\":\"", StringComparison.Ordinal) + 9;
        return line[..at] + Convert.ToBase64String(token) + line[line.IndexOf('"', at)..];
    }
}

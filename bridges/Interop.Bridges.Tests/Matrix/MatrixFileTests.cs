using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.RealServers.NativeClients;
using Interop.Bridges.Tests.ConnectorContract;
using Xunit;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>What only Matrix has of files, on a real Synapse: encrypted attachments, stickers, and employees' own accounts.</summary>
[Collection(MatrixTests.Name)]
public sealed class MatrixFileTests(SynapseFixture fixture)
{
    [Fact]
    public async Task EncryptedAttachment_IsReadByItsKey_AndRefusedWhenItIsNotWhatWasEncrypted()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.OpenAsync(alice, direct: true, await stage.GhostAsync("carol"));
        var (octets, key, counter) = (PersonFile.Plain(70_001).Octets, RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(16));
        counter.AsSpan(12).Fill(0xff); // the count goes over
        var stored = Encrypt(octets, key, counter);
        var address = await alice.Client.UploadAsync(new MatrixFile("x", "application/octet-stream", stored));
        await SendAsync("whole", SHA256.HashData(stored));
        await SendAsync("changed", SHA256.HashData(octets));

        using var read = new MemoryStream();
        await FetchAsync("whole", read);
        Assert.Equal(octets, read.ToArray());
        var refused = await Assert.ThrowsAsync<NativeRefusedException>(() => FetchAsync("changed", new MemoryStream()));
        Assert.Equal("What is stored is not what its sender encrypted.", refused.Message);

        Task SendAsync(string text, byte[] hash) => alice.Client.SendEventAsync(portal.NativeRoom.Value, "m.room.message", new JsonObject
        {
            ["msgtype"] = "m.file", ["body"] = text, ["filename"] = "list.txt",
            ["file"] = new JsonObject
            {
                ["v"] = "v2", ["url"] = address, ["iv"] = Convert.ToBase64String(counter).TrimEnd('='), ["hashes"] = new JsonObject { ["sha256"] = Convert.ToBase64String(hash).TrimEnd('=') },
                ["key"] = new JsonObject
                {
                    ["kty"] = "oct", ["alg"] = "A256CTR", ["ext"] = true, ["key_ops"] = new JsonArray("encrypt", "decrypt"),
                    ["k"] = Convert.ToBase64String(key).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
                },
            },
        });

        async Task FetchAsync(string text, Stream to)
        {
            var message = await stage.Core.NextAsync<InboundMessage>(m => m.Text == text);
            await ((IFetchesFiles)stage.Connector).FetchAsync(Assert.Single(message.Files), message.Sender, to, 100_000, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Sticker_IsAFile_AndWhatTheHomeserverDoesNotHaveIsRefused()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.OpenAsync(alice, direct: true, await stage.GhostAsync("carol"));
        await alice.Client.SendEventAsync(portal.NativeRoom.Value, "m.sticker", JsonNode.Parse("""{"body":"thumbs up","url":"mxc://hs.test/none","info":{"mimetype":"image/png"}}""")!);
        var message = await stage.Core.NextAsync<InboundMessage>();
        var file = Assert.Single(message.Files);
        Assert.Equal(("", "thumbs up", "image/png", "[sticker: thumbs up]"), (message.Text, file.Name, file.ContentType, file.Otherwise));
        await Assert.ThrowsAsync<NativeRefusedException>(() => ((IFetchesFiles)stage.Connector).FetchAsync(file, message.Sender, Stream.Null, 1000, CancellationToken.None));
    }

    [Fact]
    public async Task FileOfAPuppet_IsHerOwn_AndComesBackAsAnEcho()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.OpenAsync(alice, direct: true, await stage.GhostAsync("carol"));
        var picture = PersonFile.Picture;
        var file = new NativeFile
        {
            Portal = portal, Sender = alice.Account, SenderKind = SenderKind.Puppet, SenderName = "Alice", Key = TransactionKey.Of(alice.Account, "puppet-file", portal.NativeRoom),
            CreatedAt = TimeProvider.System.GetUtcNow(), Name = picture.Name, ContentType = picture.ContentType, Size = picture.Octets.Length, Pixels = (1, 1),
            Caption = "from my desk", Open = () => new MemoryStream(picture.Octets),
        };
        await ((ISendsFiles)stage.Connector).SendFileAsync(file, CancellationToken.None);
        var seen = await MatrixStage.SeesAsync(alice, portal.NativeRoom, m => m.FileAddress is not null, "the file");
        Assert.Equal((alice.Account, "from my desk", true), (seen.Sender, seen.Text, seen.IsPicture));
        await Eventually.Holds(() => stage.Core.Echoes.OfType<InboundMessage>().Any(e => e.EchoOf == file.Key), "the echo");
        Assert.Empty(stage.Core.Accepted.OfType<InboundMessage>());
    }

    private static byte[] Encrypt(byte[] clear, byte[] key, byte[] counter)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var (stored, block) = (clear.ToArray(), (byte[])counter.Clone());
        for (var at = 0; at < stored.Length; at += 16)
        {
            var pad = aes.EncryptEcb(block, PaddingMode.None);
            for (var n = 0; n < 16 && at + n < stored.Length; n++)
                stored[at + n] ^= pad[n];
            for (var place = 15; place >= 0 && ++block[place] == 0;)
                place--;
        }
        return stored;
    }
}

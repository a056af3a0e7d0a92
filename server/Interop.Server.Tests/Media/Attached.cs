using System.Security.Cryptography;
using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Media;
using Interop.Server.Archive.Encryption;
using Interop.Server.Tests.EndToEnd;

namespace Interop.Server.Tests.Media;

/// <summary>Files, and messages that refer to them.</summary>
internal static class Attached
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A file that begins as a PNG does, and is like no other.</summary>
    public static byte[] Picture(int octets = 4000) => [.. Png, .. RandomNumberGenerator.GetBytes(octets - Png.Length)];

    public static string DigestOf(byte[] octets) => Base64UrlText.Of(SHA256.HashData(octets));

    public static async Task<MediaView> PutInAsync(Actor who, byte[] octets, string type = "image/png")
    {
        using var stream = new MemoryStream(octets);
        return await who.Client.Media.UploadAsync(stream, type);
    }

    /// <summary>What the person is given; its code when nothing is.</summary>
    public static async Task<(byte[]? Octets, string? Code)> GetAsync(Actor who, string digest)
    {
        using var to = new MemoryStream();
        try
        {
            await who.Client.Media.DownloadAsync(digest, to);
            return (to.ToArray(), null);
        }
        catch (OcipProblemException refused)
        {
            return (null, refused.Problem.Code);
        }
    }

    /// <summary>A message with a text and files.</summary>
    public static EventDraft Message(RoomId room, string text, params ContentPart[] files) => new()
    {
        Room = room,
        Type = EventTypes.Message,
        Content = JsonSerializer.SerializeToElement(
            new MessageContent
            {
                Part = new ContentPart { Cardinality = "multi", Semantics = "processAll", Parts = [new ContentPart { Cardinality = "single", ContentType = MessageText.Plain, Content = text }, .. files] },
            },
            OcipJson.Default.MessageContent),
    };

    /// <summary>Puts a file in and sends it.</summary>
    public static async Task<(MediaView Media, SubmitResult Sent)> SendAsync(Actor who, RoomId room, byte[] octets, string text = "with a file")
    {
        var media = await PutInAsync(who, octets);
        return (media, await who.SubmitAsync(Message(room, text, MediaClient.PartOf(media, "picture.png"))));
    }

    /// <summary>Files of so many octets that the server keeps: their names say nothing of them.</summary>
    public static string[] FilesOf(ServerProcess server, long size) => [.. Directory.EnumerateDirectories(Path.Combine(server.Data, "media")).Where(d => Path.GetFileName(d).Length == 2)
        .SelectMany(Directory.EnumerateFiles).Where(f => new FileInfo(f) is { Exists: true } file && file.Length == DataFile.LengthOf(size))];

    /// <summary>A file that is like no other in its length, too.</summary>
    public static byte[] Odd() => Picture(RandomNumberGenerator.GetInt32(10_000, 180_000));
}

using System.Security.Cryptography;
using Interop.Server.Archive.Encryption;
using Xunit;

namespace Interop.Server.Tests.Archive.Encryption;

/// <summary>Files that are encrypted as a whole (spec 08): what was written is read, from any place, and what was changed is found and named.</summary>
public sealed class DataFileTests : IDisposable
{
    private const int Chunk = 64 * 1024;
    private const int Sealed = Chunk + 28;
    private const int Head = 8;
    private readonly string folder = Directory.CreateTempSubdirectory("data-file-").FullName;
    private readonly byte[] key = DataFile.NewKey();

    private string Path => System.IO.Path.Combine(folder, "one");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData((3 * Chunk) + 77)]
    public async Task Written_IsRead_FromAnyPlace_AndIsNotInTheFile(int size)
    {
        var octets = await WriteAsync(size);
        Assert.Equal(DataFile.LengthOf(size), new FileInfo(Path).Length);
        await using var reader = DataFile.OpenRead(Path, key);
        Assert.Equal(size, reader.Length);
        var read = new byte[size];
        await reader.ReadExactlyAsync(read);
        Assert.Equal(octets, read);
        Assert.Equal(0, await reader.ReadAsync(new byte[1]));
        foreach (var place in new[] { 0, 1, size / 2, Math.Max(0, size - 5), Chunk - 3 }.Where(p => p < size))
        {
            var part = new byte[Math.Min(Chunk + 9, size - place)];
            reader.Seek(place, SeekOrigin.Begin);
            reader.ReadExactly(part);
            Assert.Equal(octets.AsSpan(place, part.Length).ToArray(), part);
        }
        if (size > 64)
            Assert.Equal(-1, (await File.ReadAllBytesAsync(Path)).AsSpan().IndexOf(octets.AsSpan(0, 16)));
    }

    [Fact]
    public async Task FlippedBits_AreFound_WithFileAndChunk_AndOtherChunksAreRead()
    {
        var octets = await WriteAsync((3 * Chunk) + 100);
        await ChangeAsync(file => file[Head + Sealed + 500] ^= 1);
        await using var reader = DataFile.OpenRead(Path, key);
        var first = new byte[Chunk];
        await reader.ReadExactlyAsync(first);
        Assert.Equal(octets.AsSpan(0, Chunk).ToArray(), first);
        var fault = await Assert.ThrowsAsync<DataFileException>(async () => await reader.ReadExactlyAsync(first));
        Assert.Equal((Path, 1L), (fault.Path, fault.Chunk));
        Assert.Contains("one, chunk 1", fault.Message, StringComparison.Ordinal);
        reader.Position = 2 * Chunk;
        await reader.ReadExactlyAsync(first);
        Assert.Equal(octets.AsSpan(2 * Chunk, Chunk).ToArray(), first);
    }

    [Fact]
    public async Task Cut_Appended_Exchanged_Emptied_AreFound()
    {
        await WriteAsync(3 * Chunk);
        var whole = await File.ReadAllBytesAsync(Path);
        byte[] Part(int n) => whole[(Head + (n * Sealed))..(Head + ((n + 1) * Sealed))];
        byte[][] wrong =
        [
            whole[..^1], whole[..(Head + (2 * Sealed))], whole[..(Head + Sealed)], [.. whole, 0], [.. whole, .. Part(2)], [.. whole, .. Part(1)],
            [.. whole[..Head], .. Part(1), .. Part(0), .. Part(2)], [.. whole[..Head], .. Part(0), .. Part(2)], whole[..Head], whole[..3], [], [.. "OCIPDF2\n"u8, .. whole[Head..]],
        ];
        foreach (var octets in wrong)
        {
            await File.WriteAllBytesAsync(Path, octets);
            Assert.Throws<DataFileException>(() =>
            {
                using var reader = DataFile.OpenRead(Path, key);
                reader.CopyTo(Stream.Null);
            });
        }
        await File.WriteAllBytesAsync(Path, whole);
        Assert.Throws<DataFileException>(() => DataFile.OpenRead(Path, DataFile.NewKey()));
    }

    [Fact]
    public async Task NotCompleted_HasNoEnd_AndCanBeGoneOnWith()
    {
        var octets = RandomNumberGenerator.GetBytes((4 * Chunk) + 9);
        byte[] tail;
        long chunks;
        await using (var writer = DataFile.Create(Path, key))
        {
            await writer.WriteAsync(octets.AsMemory(0, (2 * Chunk) + 5));
            (chunks, tail) = (writer.Chunks, writer.Tail.ToArray());
            // What is behind the counted chunks is of a request that nobody was answered.
            await writer.WriteAsync(RandomNumberGenerator.GetBytes(2 * Chunk));
        }
        Assert.Throws<DataFileException>(() => DataFile.OpenRead(Path, key));
        await using (var writer = DataFile.Resume(Path, key, chunks, tail))
        {
            Assert.Equal((2 * Chunk) + 5, writer.Length);
            writer.Write(octets.AsSpan((2 * Chunk) + 5));
            writer.Complete();
        }
        await using var reader = DataFile.OpenRead(Path, key);
        var read = new byte[reader.Length];
        await reader.ReadExactlyAsync(read);
        Assert.Equal(octets, read);
    }

    private async Task<byte[]> WriteAsync(int size)
    {
        var octets = RandomNumberGenerator.GetBytes(size);
        await using var writer = DataFile.Create(Path, key);
        for (var at = 0; at < size; at += 50_000)
            await writer.WriteAsync(octets.AsMemory(at, Math.Min(50_000, size - at)));
        writer.Complete();
        return octets;
    }

    private async Task ChangeAsync(Action<byte[]> change)
    {
        var file = await File.ReadAllBytesAsync(Path);
        change(file);
        await File.WriteAllBytesAsync(Path, file);
    }
}

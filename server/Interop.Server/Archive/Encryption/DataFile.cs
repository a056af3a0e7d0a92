using System.Security.Cryptography;

namespace Interop.Server.Archive.Encryption;

/// <summary>
/// Files that are encrypted as a whole (spec 08): eight octets that name the form, then chunks of 64 KiB, AES-256-GCM under a key of the file's own
/// (see <see cref="DataChunk"/>). Read at any place; never in memory as a whole.
/// </summary>
internal static class DataFile
{
    /// <summary>Octets of a file's key.</summary>
    public const int KeyOctets = 32;

    /// <summary>How a file of this form begins.</summary>
    public static ReadOnlySpan<byte> Magic => "OCIPDF1\n"u8;

    /// <summary>A key for one file.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyOctets);

    /// <summary>Opens a file to read; its length is authenticated when this returns, each chunk when it is read.</summary>
    /// <exception cref="DataFileException">It is no such file, of another key, cut or appended to. Reading throws it for a chunk that was changed.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static DataFileReader OpenRead(string path, ReadOnlySpan<byte> key) => new(path, key);

    /// <summary>
    /// Begins a file, for its owner alone. <see cref="DataFileWriter.Complete"/> ends it; a file that was disposed of before that has no end, and
    /// cannot be opened.
    /// </summary>
    /// <exception cref="IOException">There is one of that name, or it cannot be written.</exception>
    public static DataFileWriter Create(string path, ReadOnlySpan<byte> key) => new(path, key);

    /// <summary>Goes on with a file that was not completed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">Its key.</param>
    /// <param name="chunks">Full chunks that count; what stands behind them is written over.</param>
    /// <param name="tail">What was written behind them and not sealed yet: see <see cref="DataFileWriter.Tail"/>.</param>
    public static DataFileWriter Resume(string path, ReadOnlySpan<byte> key, long chunks, ReadOnlySpan<byte> tail) => new(path, key, chunks, tail);

    /// <summary>Octets that a file has for so much content: what a quota counts.</summary>
    public static long LengthOf(long size) => Magic.Length + size + (DataChunk.Overhead * Math.Max(1, (size + DataChunk.PlainOctets - 1) / DataChunk.PlainOctets));
}

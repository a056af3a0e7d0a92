using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Interop.Cli.Verification;

/// <summary>
/// Opens the encrypted bodies of a data folder (spec 08.9) with the key-encryption keys of a folder of files kek-{id}.key. Without these
/// everything but the bodies can be verified.
/// </summary>
internal sealed class BodyKeys
{
    private const int HeadOctets = 9;
    private const int NonceOctets = 12;
    private const int KeyOctets = 32;
    private const int TagOctets = 16;
    private const int WrappedOctets = NonceOctets + KeyOctets + TagOctets;
    private static readonly byte[] ZeroNonce = new byte[NonceOctets];

    private readonly Dictionary<long, KeyGroupRow> groups;
    private readonly Dictionary<string, byte[]> keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, byte[]> opened = new();

    /// <param name="groups">Of the table key_groups.</param>
    /// <param name="folder">Where the key-encryption keys are; it need not be there.</param>
    /// <exception cref="FormatException">A file there is no key.</exception>
    public BodyKeys(IEnumerable<KeyGroupRow> groups, string folder)
    {
        this.groups = groups.ToDictionary(g => g.Id);
        if (!Directory.Exists(folder))
            return;
        foreach (var file in Directory.EnumerateFiles(folder, "kek-*.key"))
        {
            var key = new byte[KeyOctets];
            if (!Base64Url.TryDecodeFromChars(File.ReadAllText(file).Trim(), key, out var octets) || octets != KeyOctets)
                throw new FormatException($"'{file}' is no key: 32 octets as base64url are expected");
            keys[Path.GetFileNameWithoutExtension(file)["kek-".Length..]] = key;
        }
    }

    /// <summary>The row with its body opened; what cannot be opened for want of a key is marked so.</summary>
    /// <exception cref="ArchiveFaultException">The body, or a key, was altered.</exception>
    public LogRow Open(LogRow row)
    {
        if (row.Body is not { } cell || cell.Length < HeadOctets + WrappedOctets + TagOctets || cell[0] != 1)
            return row;
        var id = BinaryPrimitives.ReadInt64BigEndian(cell.AsSpan(1));
        if (!groups.TryGetValue(id, out var group))
            throw new ArchiveFaultException($"record {row.Leaf}: its content is encrypted under a key group that the folder does not have");
        if (!keys.TryGetValue(group.Kek, out var kek))
            return row with { Body = null, IsClosed = true };
        try
        {
            var groupKey = opened.GetOrAdd(id, _ => Unwrap(kek, group.Wrapped, Encoding.UTF8.GetBytes($"{group.Class}\n{group.Period}\n{group.Subject}")));
            var dataKey = Unwrap(groupKey, cell.AsSpan(HeadOctets, WrappedOctets), cell.AsSpan(1, 8));
            var body = new byte[cell.Length - HeadOctets - WrappedOctets - TagOctets];
            using var aead = new AesGcm(dataKey, TagOctets);
            aead.Decrypt(ZeroNonce, cell.AsSpan(HeadOctets + WrappedOctets, body.Length), cell.AsSpan(cell.Length - TagOctets), body);
            return row with { Body = BodyForm.Restore(body) };
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new ArchiveFaultException($"record {row.Leaf}: the encrypted content, or a key that opens it, was altered");
        }
    }

    /// <summary>The key of something that lies beside the database, such as a file; null for want of a key-encryption key.</summary>
    /// <exception cref="ArchiveFaultException">It, or a key that opens it, was altered.</exception>
    public byte[]? Unwrap(byte[] wrapped, string what)
    {
        if (wrapped.Length != HeadOctets + WrappedOctets || wrapped[0] != 1 || !groups.TryGetValue(BinaryPrimitives.ReadInt64BigEndian(wrapped.AsSpan(1)), out var group))
            throw new ArchiveFaultException($"{what}: its key is under none of the key groups of this folder");
        if (!keys.TryGetValue(group.Kek, out var kek))
            return null;
        try
        {
            var groupKey = opened.GetOrAdd(group.Id, _ => Unwrap(kek, group.Wrapped, Encoding.UTF8.GetBytes($"{group.Class}\n{group.Period}\n{group.Subject}")));
            return Unwrap(groupKey, wrapped.AsSpan(HeadOctets), wrapped.AsSpan(1, 8));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new ArchiveFaultException($"{what}: its key, or a key that opens it, was altered");
        }
    }

    private static byte[] Unwrap(byte[] key, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context)
    {
        if (wrapped.Length != WrappedOctets)
            throw new AuthenticationTagMismatchException();
        var inner = new byte[KeyOctets];
        using var aead = new AesGcm(key, TagOctets);
        aead.Decrypt(wrapped[..NonceOctets], wrapped.Slice(NonceOctets, KeyOctets), wrapped[(NonceOctets + KeyOctets)..], inner, context);
        return inner;
    }
}

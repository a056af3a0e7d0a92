using System.Globalization;
using System.Security.Cryptography;
using Interop.Protocol.Signatures;

namespace Interop.Protocol.Evidence;

/// <summary>
/// The head of a log at a size, as C2SP tlog-checkpoint in a C2SP signed note (spec 08). The signature is of type 0x02: ECDSA P-256
/// with SHA-256 over the note text, ASN.1 DER; its key id is the first four octets of SHA-256 over the key's SubjectPublicKeyInfo.
/// </summary>
/// <param name="Origin">Name of the log, and of its key in the note: such as acme.example/archive.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">32 octets.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    /// <summary>Most characters of a note that is read.</summary>
    public const int NoteLengthMax = 64 * 1024;

    /// <summary>Most signature lines of a note that is read.</summary>
    public const int SignaturesMax = 64;

    private const int KeyIdOctets = 4;
    private const string SignatureStart = "— ";

    /// <summary>The signed note.</summary>
    /// <exception cref="ArgumentException">The key is not for checkpoints.</exception>
    /// <exception cref="InvalidOperationException">The origin cannot name a key, or size or root are no log's.</exception>
    public string ToNote(SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Purpose != KeyPurposes.Checkpoint)
            throw new ArgumentException("a key for checkpoints expected", nameof(key));
        if (!IsKeyName(Origin) || Size < 0 || Root.Length != MerkleTree.HashLength)
            throw new InvalidOperationException("an origin without spaces and plus signs, a size and a root of 32 octets expected");
        var text = Text();
        byte[] signature = [.. KeyId(key.SubjectPublicKeyInfo()), .. key.SignDer(System.Text.Encoding.UTF8.GetBytes(text))];
        return $"{text}\n{SignatureStart}{Origin} {Convert.ToBase64String(signature)}\n";
    }

    /// <summary>Reads a note that this key, one for checkpoints, has signed under the log's own name. Any input is answered, none throws.</summary>
    public static bool TryVerify(string note, VerificationKey key, out Checkpoint checkpoint) => TryVerify(note, key, null, out checkpoint);

    /// <summary>Reads a note that this key has signed under this name (null: the log's own name). Signatures by others are passed over.</summary>
    public static bool TryVerify(string note, VerificationKey key, string? keyName, out Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(key);
        checkpoint = null!;
        if (key.Purpose != KeyPurposes.Checkpoint || note is null || note.Length > NoteLengthMax || note.Any(c => c < ' ' && c != '\n'))
            return false;
        var blank = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0 || note[^1] != '\n' || !TryRead(note[..(blank + 1)], out var read))
            return false;
        if (!IsSigned(note[..(blank + 1)], note[(blank + 2)..], key, keyName ?? read.Origin))
            return false;
        checkpoint = read;
        return true;
    }

    public bool Equals(Checkpoint? other) =>
        other is not null && Origin == other.Origin && Size == other.Size && Root.AsSpan().SequenceEqual(other.Root);

    public override int GetHashCode() => HashCode.Combine(Origin, Size);

    private string Text() => $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n";

    private static bool TryRead(string text, out Checkpoint read)
    {
        read = null!;
        // Further lines are extensions: signed, and of no meaning here. None of them may be empty.
        var lines = text[..^1].Split('\n');
        if (lines.Length < 3 || lines.Any(line => line.Length == 0))
            return false;
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size.ToString(CultureInfo.InvariantCulture) != lines[1])
            return false;
        if (!TryDecode(lines[2], out var root) || root.Length != MerkleTree.HashLength)
            return false;
        read = new Checkpoint(lines[0], size, root);
        return true;
    }

    private static bool IsSigned(string text, string signatures, VerificationKey key, string keyName)
    {
        // The note ends in a newline, so the last of these is empty; without signatures there is nothing else.
        var lines = signatures.Split('\n')[..^1];
        if (lines.Length > SignaturesMax)
            return false;
        var keyId = KeyId(key.SubjectPublicKeyInfo);
        var good = false;
        foreach (var line in lines)
        {
            if (!TryReadSignature(line, out var name, out var signature))
                return false;
            if (name != keyName || !signature.AsSpan(0, KeyIdOctets).SequenceEqual(keyId))
                continue;
            // By name and id this is the known key's; if it fails, the whole note is refused.
            if (!key.VerifyDer(System.Text.Encoding.UTF8.GetBytes(text), signature.AsSpan(KeyIdOctets)))
                return false;
            good = true;
        }
        return good;
    }

    private static bool TryReadSignature(string line, out string name, out byte[] signature)
    {
        name = "";
        signature = [];
        if (!line.StartsWith(SignatureStart, StringComparison.Ordinal) || line.Split(' ') is not [_, var keyName, var encoded])
            return false;
        name = keyName;
        return IsKeyName(name) && TryDecode(encoded, out signature) && signature.Length > KeyIdOctets;
    }

    private static bool IsKeyName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c) || c == '+');

    private static byte[] KeyId(byte[] subjectPublicKeyInfo) => SHA256.HashData(subjectPublicKeyInfo)[..KeyIdOctets];

    /// <summary>Base 64 in its canonical spelling only.</summary>
    private static bool TryDecode(string text, out byte[] octets)
    {
        octets = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, octets, out var written))
            return false;
        octets = octets[..written];
        return Convert.ToBase64String(octets) == text;
    }
}

using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Interop.Notes;

/// <summary>A public key of C2SP signed notes: a verifier key, or vkey.</summary>
public sealed class NoteKey
{
    private const int IdOctets = 4;
    private const int SignatureOctets = 64;
    private const int TimeOctets = 8;
    private readonly byte[] material;

    private NoteKey(string name, byte type, byte[] material)
    {
        (Name, Type, this.material) = (name, type, material);
        Id = type == NoteTypes.Ecdsa ? SHA256.HashData(material)[..IdOctets] : SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', type, .. material])[..IdOctets];
    }

    /// <summary>Of the log, or of the witness.</summary>
    public string Name { get; }

    /// <summary>One of <see cref="NoteTypes"/>.</summary>
    public byte Type { get; }

    /// <summary>Four octets, as signature lines have them.</summary>
    public byte[] Id { get; }

    /// <param name="name">Without spaces and plus signs.</param>
    /// <param name="type">One of <see cref="NoteTypes"/>.</param>
    /// <param name="material">32 octets of Ed25519, SubjectPublicKeyInfo of ECDSA.</param>
    /// <exception cref="FormatException">It is no such key.</exception>
    public static NoteKey Of(string name, byte type, byte[] material)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(material);
        if (name.Length == 0 || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+'))
            throw new FormatException("The name of a key has no spaces and no plus sign.");
        var fits = type switch
        {
            NoteTypes.Ed25519 or NoteTypes.Cosignature => material.Length == 32,
            NoteTypes.Ecdsa => IsP256(material),
            _ => throw new FormatException($"Signatures of type {type} are not known here."),
        };
        return fits ? new NoteKey(name, type, material) : throw new FormatException("The key has not the form of its type.");
    }

    /// <summary>Reads name+id+key, as C2SP writes a vkey.</summary>
    /// <exception cref="FormatException">It is none, or its id is another key's.</exception>
    public static NoteKey Parse(string vkey)
    {
        ArgumentNullException.ThrowIfNull(vkey);
        // The key in base64 may have plus signs itself.
        if (vkey.Split('+', 3) is not [var name, var id, var encoded])
            throw new FormatException($"'{vkey}' is not a key of the form name+id+key.");
        var octets = Convert.FromBase64String(encoded);
        var key = octets.Length < 2 ? throw new FormatException("The key is empty.") : Of(name, octets[0], octets[1..]);
        return Convert.ToHexStringLower(key.Id) == id ? key : throw new FormatException($"The id of the key {name} must be {Convert.ToHexStringLower(key.Id)}.");
    }

    /// <summary>Whether this key has made the signature.</summary>
    /// <param name="text">The note's text, with its last line feed.</param>
    /// <param name="signature">After the key's id.</param>
    /// <param name="at">Of a cosignature, when it was made.</param>
    public bool Verifies(string text, ReadOnlySpan<byte> signature, out DateTimeOffset? at)
    {
        at = null;
        switch (Type)
        {
            case NoteTypes.Ecdsa:
                using (var key = ECDsa.Create())
                {
                    key.ImportSubjectPublicKeyInfo(material, out _);
                    return key.VerifyData(Encoding.UTF8.GetBytes(text), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
                }

            case NoteTypes.Ed25519:
                return signature.Length == SignatureOctets && Ed25519(Encoding.UTF8.GetBytes(text), signature);
            default:
                if (signature.Length != TimeOctets + SignatureOctets)
                    return false;
                var seconds = BinaryPrimitives.ReadUInt64BigEndian(signature);
                if (seconds is 0 or > 253_402_300_799 || !Ed25519(Cosigned((long)seconds, text), signature[TimeOctets..]))
                    return false;
                at = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
                return true;
        }
    }

    public override string ToString() => $"{Name}+{Convert.ToHexStringLower(Id)}+{Convert.ToBase64String([Type, .. material])}";

    /// <summary>Reads a vkey; false when it is none.</summary>
    public static bool TryParse(string vkey, [NotNullWhen(true)] out NoteKey? key)
    {
        try
        {
            key = Parse(vkey);
            return true;
        }
        catch (FormatException)
        {
            key = null;
            return false;
        }
    }

    internal static byte[] Cosigned(long seconds, string text) => Encoding.UTF8.GetBytes($"cosignature/v1\ntime {seconds}\n{text}");

    private bool Ed25519(byte[] message, ReadOnlySpan<byte> signature)
    {
        var verifier = new Ed25519Signer();
        verifier.Init(false, new Ed25519PublicKeyParameters(material));
        verifier.BlockUpdate(message, 0, message.Length);
        return verifier.VerifySignature(signature.ToArray());
    }

    private static bool IsP256(byte[] info)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(info, out var read);
            return read == info.Length && key.KeySize == 256;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

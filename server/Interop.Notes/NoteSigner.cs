using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Interop.Notes;

/// <summary>An Ed25519 key that signs notes, of a log, or of a witness.</summary>
public sealed class NoteSigner
{
    private const string Prefix = "PRIVATE+KEY+";
    private readonly Ed25519PrivateKeyParameters key;
    private readonly byte[] seed;

    private NoteSigner(string name, byte type, byte[] seed)
    {
        key = new Ed25519PrivateKeyParameters(seed);
        this.seed = seed;
        Key = NoteKey.Of(name, type, key.GeneratePublicKey().GetEncoded());
    }

    /// <summary>Its public half.</summary>
    public NoteKey Key { get; }

    /// <summary>A new key.</summary>
    /// <param name="name">Of the log, or of the witness.</param>
    /// <param name="type">Ed25519 or a cosignature.</param>
    /// <exception cref="FormatException">The name has a space or plus sign.</exception>
    public static NoteSigner Create(string name, byte type) => new(name, type, RandomNumberGenerator.GetBytes(32));

    /// <summary>Reads what <see cref="Export"/> has written.</summary>
    /// <exception cref="FormatException">It is no such key.</exception>
    public static NoteSigner Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length..].Split('+', 3) is not [var name, var id, var encoded])
            throw new FormatException("This is not a signing key of the form PRIVATE+KEY+name+id+key.");
        var octets = Convert.FromBase64String(encoded);
        if (octets is not [NoteTypes.Ed25519 or NoteTypes.Cosignature, ..] || octets.Length != 33)
            throw new FormatException("The signing key is not one of Ed25519.");
        var signer = new NoteSigner(name, octets[0], octets[1..]);
        return Convert.ToHexStringLower(signer.Key.Id) == id ? signer : throw new FormatException("The id of the signing key is another's.");
    }

    /// <summary>PRIVATE+KEY+name+id+key: secret.</summary>
    public string Export() => $"{Prefix}{Key.Name}+{Convert.ToHexStringLower(Key.Id)}+{Convert.ToBase64String([Key.Type, .. seed])}";

    /// <summary>The line under a note, without its line feed.</summary>
    /// <param name="text">The note's text, with its last line feed.</param>
    /// <param name="at">Of a cosignature, when it is made; whole seconds count.</param>
    public string Sign(string text, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Key.Type == NoteTypes.Ed25519)
            return Line(Ed25519(Encoding.UTF8.GetBytes(text)));
        var time = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, at.ToUnixTimeSeconds());
        return Line([.. time, .. Ed25519(NoteKey.Cosigned(at.ToUnixTimeSeconds(), text))]);
    }

    private string Line(byte[] signature) => $"— {Key.Name} {Convert.ToBase64String([.. Key.Id, .. signature])}";

    private byte[] Ed25519(byte[] message)
    {
        var signer = new Ed25519Signer();
        signer.Init(true, key);
        signer.BlockUpdate(message, 0, message.Length);
        return signer.GenerateSignature();
    }
}

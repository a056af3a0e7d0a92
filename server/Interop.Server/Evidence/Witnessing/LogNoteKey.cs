using System.Buffers.Text;
using System.Security.Cryptography;
using Interop.Notes;
using Interop.Protocol.Signatures;
using Interop.Server.Archive;
using Interop.Server.Identity;

namespace Interop.Server.Evidence.Witnessing;

/// <summary>
/// The log's keys as witnesses of C2SP know them: the archive's own of ECDSA, and one of Ed25519 beside it, since some witnesses know no other. The second
/// signs what goes to witnesses and nothing else; what counts for receipts and verifiers is the first.
/// </summary>
internal sealed class LogNoteKey
{
    private readonly string log;
    private readonly ArchiveKeys keys;
    private readonly NoteSigner signer;

    public LogNoteKey(ServerOptions options, ArchiveKeys keys)
    {
        (log, this.keys) = (options.Log, keys);
        var path = Path.Combine(options.Data, "keys", "note.key");
        if (!File.Exists(path))
            PrivateFile.Write(path, NoteSigner.Create(log, NoteTypes.Ed25519).Export());
        signer = NoteSigner.Parse(File.ReadAllText(path));
    }

    /// <summary>What an operator of a witness puts into its list of logs.</summary>
    public string[] Published => [signer.Key.ToString(), .. keys.Ring(KeyPurposes.Checkpoint)!.Published.Select(jwk =>
        NoteKey.Of(log, NoteTypes.Ecdsa, InfoOf(jwk)).ToString())];

    /// <summary>The checkpoint with the second signature under it.</summary>
    public string Sign(string note, DateTimeOffset at) => SignedNote.TryParse(note, out var read) ? $"{note}{signer.Sign(read.Text, at)}\n"
        : throw new InvalidOperationException("the checkpoint is not a signed note");

    private static byte[] InfoOf(JsonWebKey jwk)
    {
        var point = new ECPoint { X = Base64Url.DecodeFromChars(jwk.X), Y = Base64Url.DecodeFromChars(jwk.Y) };
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        return key.ExportSubjectPublicKeyInfo();
    }
}

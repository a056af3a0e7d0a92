using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text;
using Dapper;
using Interop.Notes;
using Interop.Server.Archive;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence.Scrubbing;

/// <summary>Reads again what witnesses and time-stamp authorities have signed of a head of the log: it cannot be had a second time.</summary>
internal static class OutsideScrub
{
    /// <summary>Of the head at the edge of the tree.</summary>
    public static void Check(SqliteConnection connection, TreeEdge edge, ICollection<ScrubFault> faults)
    {
        foreach (var (witness, note, line) in connection.Query<(string, string, string)>("SELECT witness, note, line FROM note_cosignatures WHERE size=@Size ORDER BY witness", new { edge.Size }))
        {
            var good = NoteKey.TryParse(witness, out var key) && SignedNote.TryParse(note, out var head) && IsHead(head, edge) && SignedNote.TryLine(line, out var signed)
                && key.Id.AsSpan().SequenceEqual(signed.Id) && key.Verifies(head.Text, signed.Signature, out _);
            if (!good)
                faults.Add(new ScrubFault($"cosignature {edge.Size} {witness.Split('+')[0]}", "It is not one of this witness under this head of the log."));
        }
        foreach (var (note, token) in connection.Query<(string, byte[])>("SELECT note, token FROM timestamps WHERE size=@Size", new { edge.Size }))
        {
            if (!SignedNote.TryParse(note, out var head) || !IsHead(head, edge) || !IsStamped(token, Encoding.UTF8.GetBytes(note)))
                faults.Add(new ScrubFault($"timestamp {edge.Size}", "It is not one over this head of the log."));
        }
    }

    private static bool IsHead(SignedNote note, TreeEdge edge) => note.Head.Size == edge.Size && note.Head.Root.AsSpan().SequenceEqual(edge.Root());

    private static bool IsStamped(byte[] token, byte[] note)
    {
        try
        {
            return Rfc3161TimestampToken.TryDecode(token, out var read, out var length) && length == token.Length && read.VerifySignatureForData(note, out _);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

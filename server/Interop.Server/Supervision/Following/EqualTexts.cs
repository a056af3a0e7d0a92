using System.Security.Cryptography;
using System.Text;
using Dapper;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Search.Text;
using Interop.Server.Storage;

namespace Interop.Server.Supervision.Following;

/// <summary>
/// Digests by which equal texts are found (spec 07.9): of letters and digits without case, accents and width. Keyed, so that nobody who reads the store
/// can try what a text was.
/// </summary>
internal sealed class EqualTexts(Database database, AppendLog log, TimeProvider time)
{
    private const int Octets = 16;
    private const string KeyClass = "supervision";
    private const string Select = "SELECT text_key FROM supervision_follower WHERE id=1";

    /// <summary>Made when it is needed first: a server that only reads needs none.</summary>
    private byte[]? key;

    /// <summary>Null when it says nothing.</summary>
    /// <param name="body">Canonical JSON of the body.</param>
    public byte[]? Of(byte[] body)
    {
        var folded = Folded(body);
        return folded.Length == 0 ? null : HMACSHA256.HashData(key ??= Key(), Encoding.UTF8.GetBytes(folded))[..Octets];
    }

    /// <summary>By which nearly equal texts are found (<see cref="SimilarTexts"/>); none when it says too little.</summary>
    /// <param name="body">Canonical JSON of the body.</param>
    public long[] BandsOf(byte[] body)
    {
        var folded = Folded(body);
        return folded.Length == 0 ? [] : SimilarTexts.BandsOf(folded, key ??= Key());
    }

    private static string Folded(byte[] body)
    {
        var folded = new StringBuilder();
        foreach (var text in RecordTexts.Of(body))
            FoldedLetters.Append(folded, text.Text);
        return folded.ToString();
    }

    private byte[] Key()
    {
        var wrapped = database.Read(c => c.QuerySingleOrDefault<byte[]?>(Select));
        wrapped ??= log.WriteAsync(writer =>
        {
            var made = database.Vault.WrapKey(writer, new KeyGroup(KeyClass, KeyGroup.PeriodOf(time.GetUtcNow()), 0), RandomNumberGenerator.GetBytes(32));
            writer.Execute("UPDATE supervision_follower SET text_key=@made WHERE id=1 AND text_key IS NULL", new { made });
            return writer.QuerySingle<byte[]>(Select);
        }).GetAwaiter().GetResult();
        return database.Vault.UnwrapKey(wrapped);
    }
}

using Dapper;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>Where the keys are: private halves in {data}/keys, readable by the owner only; validity in the store.</summary>
internal sealed class KeyFiles
{
    private readonly string folder;

    public KeyFiles(string data)
    {
        folder = Path.Combine(data, "keys");
        Directory.CreateDirectory(folder);
    }

    /// <summary>
    /// A new key in a file of its own, not in use. A crash from here on leaves a file that nothing names, and no harm.
    /// </summary>
    public (SigningKey Key, string File) Create(string purpose)
    {
        var key = SigningKey.Create(purpose);
        var file = $"{purpose}.{key.KeyId}.pem";
        PrivateFile.Write(Path.Combine(folder, file), key.ExportPkcs8Pem());
        return (key, file);
    }

    public static void Write(SqliteConnection connection, JsonWebKey jwk, string? file) => connection.Execute("""
        INSERT INTO signing_keys(kid, purpose, file, not_before, not_after, revoked) VALUES (@Kid, @Purpose, @file, @NotBefore, @NotAfter, @Revoked)
        ON CONFLICT (kid) DO UPDATE SET not_before=excluded.not_before, not_after=excluded.not_after, revoked=excluded.revoked
        """, new { jwk.Kid, jwk.Purpose, file = file ?? "", jwk.NotBefore, jwk.NotAfter, jwk.Revoked });

    /// <summary>The keys of a purpose, the first one made if there is none.</summary>
    public IReadOnlyList<(SigningKey Key, JsonWebKey Jwk)> Load(SqliteConnection connection, string purpose, TimeProvider time)
    {
        var rows = connection.Query<Row>("SELECT kid, file, not_before AS NotBefore, not_after AS NotAfter, revoked FROM signing_keys WHERE purpose=@purpose", new { purpose }).AsList();
        if (rows.Count == 0)
        {
            var first = First(purpose, time);
            Write(connection, first.Jwk, purpose + ".pem");
            return [first];
        }
        return [.. rows.Select(row =>
        {
            var key = Read(row.File, purpose);
            return (key, key.PublicJwk(row.NotBefore) with { NotAfter = row.NotAfter, Revoked = row.Revoked });
        })];
    }

    private (SigningKey Key, JsonWebKey Jwk) First(string purpose, TimeProvider time)
    {
        var path = Path.Combine(folder, purpose + ".pem");
        if (!File.Exists(path))
        {
            using var created = SigningKey.Create(purpose);
            PrivateFile.Write(path, created.ExportPkcs8Pem());
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        }
        var key = Read(purpose + ".pem", purpose);
        return (key, key.PublicJwk(WireTime.Format(new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero))));
    }

    private SigningKey Read(string file, string purpose) => SigningKey.Import(File.ReadAllText(Path.Combine(folder, file)), purpose);

    private sealed record Row(string Kid, string File, string NotBefore, string? NotAfter, string? Revoked);
}

using System.Security.Cryptography;
using System.Text;
using Dapper;
using Interop.Server.Storage;

namespace Interop.Server.Identity;

/// <summary>
/// The first administrator: at the first start a one-time secret is written to {data}/bootstrap-secret, readable by the owner
/// only. Whoever presents it gets an administrator's token, once; the file is deleted.
/// </summary>
internal sealed class Bootstrap(ServerOptions options, Database database)
{
    private readonly Lock gate = new();

    public string SecretFile => Path.Combine(options.Data, "bootstrap-secret");

    /// <summary>Writes the secret when no token exists yet. True when the file waits to be used.</summary>
    public bool Prepare()
    {
        if (database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM tokens")) > 0)
            return false;
        if (!File.Exists(SecretFile))
            PrivateFile.Write(SecretFile, Secrets.NewToken());
        return true;
    }

    /// <summary>True for the one caller that presents the secret.</summary>
    public bool TryUse(string secret)
    {
        lock (gate)
        {
            if (!File.Exists(SecretFile))
                return false;
            var expected = File.ReadAllText(SecretFile).Trim();
            if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(secret)))
                return false;
            File.Delete(SecretFile);
            return true;
        }
    }

    /// <summary>The first token could not be made: whoever has the secret tries again. A crash before this: the next start writes another.</summary>
    public void PutBack(string secret) => PrivateFile.Write(SecretFile, secret);
}

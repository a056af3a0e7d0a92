using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Signatures;

namespace Interop.Server.Backup;

/// <summary>
/// What a backup consists of: backup.json, {manifest, signature}, signed over JCS(manifest) by the key of checkpoints (spec 08.18). It is put into
/// the folder last: a folder without it is no backup, whatever else is in it.
/// </summary>
internal static class BackupManifest
{
    public const string FileName = "backup.json";

    /// <summary>The octets of backup.json, and the manifest's digest.</summary>
    public static (byte[] Octets, string Digest) Sign(JsonObject manifest, SigningKey key)
    {
        var canonical = CanonicalJson.Of(JsonSerializer.SerializeToElement(manifest, OcipJson.Default.JsonObject));
        var signature = DetachedJws.Sign(key, canonical);
        var octets = Encoding.UTF8.GetBytes(new JsonObject { ["manifest"] = manifest, ["signature"] = signature }.ToJsonString());
        return (octets, Base64UrlText.Of(SHA256.HashData(canonical)));
    }

    public static JsonObject Compose(string log, string begun, string ended, (long Records, string Checkpoint, int Schema, string[] Media) copy, FileCopies files, JsonWebKeySet keys) => new()
    {
        ["backup"] = 1,
        ["log"] = log,
        ["begun"] = begun,
        ["ended"] = ended,
        ["records"] = copy.Records,
        ["checkpoint"] = copy.Checkpoint,
        ["schema"] = copy.Schema,
        ["files"] = new JsonArray([.. files.Done.Select(f => new JsonObject { ["path"] = f.Path, ["octets"] = f.Octets, ["digest"] = f.Digest })]),
        ["publicKeys"] = JsonSerializer.SerializeToNode(keys, OcipJson.Default.JsonWebKeySet),
    };
}

using System.Text;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Media;
using Interop.Protocol.Signatures;
using Interop.Server.Archive;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Media;
using Interop.Server.Storage;

namespace Interop.Server.Export;

/// <summary>What every export is made with, and which formats there are.</summary>
internal sealed class ExportParts(ServerOptions options, Database database, ArchiveKeys keys, DeclaredProxy proxy, MediaCatalog media, MediaRecords mediaRecords, ScopeSets sets, FaultPoints faults, TimeProvider time)
{
    private const int DigestCharacters = 43;

    /// <summary>Formats in the order of the log.</summary>
    public static readonly IReadOnlySet<string> OfRecords = new HashSet<string>(["ndjson", "csv"], StringComparer.Ordinal);

    /// <summary>Formats by room and UTC day.</summary>
    public static readonly IReadOnlySet<string> OfConversations = new HashSet<string>(["eml", "actiance", "edrm", "html"], StringComparer.Ordinal);

    public ServerOptions Options => options;

    public Database Database => database;

    public ArchiveKeys Signers => keys;

    public TimeProvider Time => time;

    public ScopeSets Sets => sets;

    public FaultPoints Faults => faults;

    public RecordScan Scan { get; } = new(database, mediaRecords);

    /// <summary>What /keys answers, as it stands in a package: for convenience; a verifier pins its own.</summary>
    public byte[] Keys() => JsonSerializer.SerializeToUtf8Bytes(new JsonWebKeySet([.. keys.Public().Keys, .. proxy.ForeignKeys]), OcipJson.Default.JsonWebKeySet);

    /// <summary>Reads the sets that were written before. The caller disposes of it.</summary>
    public ScopeFilter FilterOf(ExportFolder folder, ExportRequest request, ExportRow row) =>
        ScopeFilter.Of(request.ClientCopy is { } user ? request.Scope with { People = [user] } : request.Scope, row.Roles.Split(' '), folder, database, options.Provider);

    /// <summary>What one person may have; null of an export for somebody who may have it all.</summary>
    public ClientCopy? CopyOf(ExportRequest request) => request.ClientCopy is { } user ? ClientCopy.Of(database, user, options.Provider) : null;

    public IEnumerable<IRecordFormat> RecordFormats(ExportFolder folder, ExportRequest request)
    {
        if (request.ClientCopy is not null)
        {
            yield return new ClientCopyFormat(folder);
            yield break;
        }
        yield return new NdjsonFormat(folder);
        if (request.Formats.Contains("csv"))
            yield return new CsvFormat(folder, new Names(database, options.Provider));
    }

    public IEnumerable<IConversationFormat> ConversationFormats(ExportFolder folder, ExportRequest request)
    {
        if (request.ClientCopy is null && request.Formats.Contains("eml"))
            yield return new EmlFormat(folder, media);
        if (request.ClientCopy is null && request.Formats.Contains("actiance"))
            yield return new ActianceFormat(folder);
        if (request.ClientCopy is null && request.Formats.Contains("edrm"))
            yield return new EdrmFormat(folder);
        if (request.ClientCopy is not null || request.Formats.Contains("html"))
            yield return new HtmlFormat(folder);
    }

    public void Conversations(ExportFolder folder, ExportProgress progress, ExportRequest request, Action<long, long?> told, CancellationToken stop)
    {
        var formats = ConversationFormats(folder, request).ToArray();
        if (formats.Length > 0)
            new Conversations(folder, progress, Scan, new Names(database, options.Provider), CopyOf(request)) { Told = told }.Write(formats, stop);
    }

    /// <summary>The files of the records' media, each once, by their digests.</summary>
    public void CopyMedia(ExportFolder folder, ExportProgress progress, ExportRequest request, Action<long, long?> told, CancellationToken stop)
    {
        var digests = new HashSet<string>(StringComparer.Ordinal);
        var list = folder.Grow(PlanWriter.Media);
        list.Seek(0, SeekOrigin.Begin);
        var one = new byte[DigestCharacters];
        while (list.ReadAtLeast(one, one.Length, throwOnEndOfStream: false) == one.Length)
            digests.Add(Encoding.ASCII.GetString(one));
        if (request.Media == false)
        {
            progress.Omit("mediaNotAsked", digests.Count);
            return;
        }
        foreach (var (n, digest) in digests.Order(StringComparer.Ordinal).Index())
        {
            told(n, digests.Count);
            stop.ThrowIfCancellationRequested();
            folder.RefuseWithoutRoom();
            if (MediaId.IsDigest(digest) && Copy(folder, digest))
                progress.Count("format", "media");
            else
                progress.Omit("mediaAbsent");
        }
    }

    private bool Copy(ExportFolder folder, string digest)
    {
        using var source = media.Open(digest);
        if (source is null)
            return false;
        using var target = folder.Create(PathOf(digest));
        source.CopyTo(target);
        return true;
    }

    /// <summary>Where the file of a digest is in a package.</summary>
    public static string PathOf(string digest) => $"media/{digest[..2]}/{digest}";
}

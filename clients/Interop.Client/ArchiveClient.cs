using System.Net.Http.Headers;
using Interop.Client.Sync;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;

namespace Interop.Client;

/// <summary>The archive as an auditor sees it (scope archive, spec 08): checkpoint, records, proofs, journal.</summary>
public sealed class ArchiveClient
{
    private readonly HttpCalls calls;
    private readonly TimeProvider time;

    internal ArchiveClient(HttpCalls calls, TimeProvider time)
    {
        this.calls = calls;
        this.time = time;
    }

    /// <summary>The newest checkpoint, a C2SP signed note.</summary>
    public Task<string> CheckpointAsync(CancellationToken stop = default) => calls.GetTextAsync("archive/checkpoint", stop);

    /// <summary>Records after an index, at most <paramref name="limit"/>; -1 for the start.</summary>
    public Task<ArchivePage> RecordsAsync(long after = -1, int limit = 100, CancellationToken stop = default) =>
        calls.GetAsync($"archive/records?after={after}&limit={limit}", OcipJson.Default.ArchivePage, stop);

    public Task<ArchiveRecord> RecordAsync(long index, CancellationToken stop = default) =>
        calls.GetAsync($"archive/records/{index}", OcipJson.Default.ArchiveRecord, stop);

    public Task<InclusionProofView> InclusionAsync(long index, long size, CancellationToken stop = default) =>
        calls.GetAsync($"archive/proof/inclusion?index={index}&size={size}", OcipJson.Default.InclusionProofView, stop);

    public Task<ConsistencyProofView> ConsistencyAsync(long first, long second, CancellationToken stop = default) =>
        calls.GetAsync($"archive/proof/consistency?first={first}&second={second}", OcipJson.Default.ConsistencyProofView, stop);

    /// <summary>A page of hits (spec 08): <c>q</c>, filters, <c>order</c>, <c>limit</c> and <c>cursor</c>; a filter may be there more than once.</summary>
    public Task<SearchPage> SearchAsync(IEnumerable<KeyValuePair<string, string>> parameters, CancellationToken stop = default) =>
        calls.GetAsync($"archive/search?{Query(parameters)}", OcipJson.Default.SearchPage, stop);

    /// <summary>Searches that are kept for the officer: the own ones and those that others share, by name.</summary>
    public async Task<SavedSearch[]> SavedSearchesAsync(CancellationToken stop = default) => (await calls.GetAsync("archive/searches", OcipJson.Default.SavedSearchList, stop)).Searches;

    /// <summary>Keeps a search. 5.5.0 when it would not be answered.</summary>
    public Task<SavedSearch> SaveSearchAsync(SavedSearchRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "archive/searches", request, OcipJson.Default.SavedSearchRequest, OcipJson.Default.SavedSearch, stop);

    /// <summary>Changes an own one; 5.1.0 when it is somebody else's.</summary>
    public Task<SavedSearch> SaveSearchAsync(TransactionId search, SavedSearchRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, $"archive/searches/{search.Value}", request, OcipJson.Default.SavedSearchRequest, OcipJson.Default.SavedSearch, stop);

    /// <summary>Removes an own one; 5.1.0 when it is somebody else's.</summary>
    public Task RemoveSearchAsync(TransactionId search, CancellationToken stop = default) => calls.DeleteAsync($"archive/searches/{search.Value}", stop);

    /// <summary>People, rooms, networks and policies with this text in their names.</summary>
    public Task<NameList> NamesAsync(string text, CancellationToken stop = default) => calls.GetAsync($"archive/names?q={Uri.EscapeDataString(text)}", OcipJson.Default.NameList, stop);

    /// <summary>How far the search index is.</summary>
    public Task<SearchIndexView> SearchIndexAsync(CancellationToken stop = default) => calls.GetAsync("archive/search/index", OcipJson.Default.SearchIndexView, stop);

    /// <summary>Has the search index made anew from the records (scope admin, operator or records); <see cref="SearchIndexAsync"/> says how far that is.</summary>
    public Task<SearchIndexView> RebuildSearchIndexAsync(CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "archive/search/index", (HttpContent?)null, OcipJson.Default.SearchIndexView, stop);

    /// <summary>A part of a room's records (spec 08): <c>around</c>, <c>after</c> or <c>before</c> an index, <c>at</c>, <c>limit</c>.</summary>
    public Task<ConversationView> ConversationAsync(string room, IEnumerable<KeyValuePair<string, string>> parameters, CancellationToken stop = default) =>
        calls.GetAsync($"archive/conversations/{Uri.EscapeDataString(room)}?{Query(parameters)}", OcipJson.Default.ConversationView, stop);

    /// <summary>Begins a backup on the server's side (scope admin); <see cref="BackupAsync"/> says how it stands.</summary>
    public Task<BackupView> BeginBackupAsync(BackupRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "archive/backups", request, OcipJson.Default.BackupRequest, OcipJson.Default.BackupView, stop);

    /// <summary>A backup, made or being made (scope admin, or a role that sees the server's health).</summary>
    public Task<BackupView> BackupAsync(string name, CancellationToken stop = default) =>
        calls.GetAsync($"archive/backups/{Uri.EscapeDataString(name)}", OcipJson.Default.BackupView, stop);

    /// <summary>Has what restoring a backup for a try has shown archived (scope admin).</summary>
    public Task<BackupView> DrilledAsync(string name, BackupDrill drill, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, $"archive/backups/{Uri.EscapeDataString(name)}/drill", drill, OcipJson.Default.BackupDrill, OcipJson.Default.BackupView, stop);

    /// <summary>Asks for an export; it is made in the background.</summary>
    public Task<ExportView> ExportAsync(ExportRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "archive/exports", request, OcipJson.Default.ExportRequest, OcipJson.Default.ExportView, stop);

    /// <summary>How far an export has come.</summary>
    public Task<ExportView> ExportAsync(string id, CancellationToken stop = default) => calls.GetAsync($"archive/exports/{Uri.EscapeDataString(id)}", OcipJson.Default.ExportView, stop);

    /// <summary>Exports, the newest first.</summary>
    public Task<ExportList> ExportsAsync(CancellationToken stop = default) => calls.GetAsync("archive/exports", OcipJson.Default.ExportList, stop);

    /// <summary>Ends an export that is under way, or removes the package of one that is done.</summary>
    public Task EndExportAsync(string id, CancellationToken stop = default) => calls.DeleteAsync($"archive/exports/{Uri.EscapeDataString(id)}", stop);

    /// <summary>Writes a package to where <paramref name="to"/> ends, after what is there already: so an interrupted download goes on.</summary>
    public async Task DownloadExportAsync(string id, Stream to, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"archive/exports/{Uri.EscapeDataString(id)}/package");
        var from = to.Seek(0, SeekOrigin.End);
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, null);
        using var response = await calls.OpenAsync(request, stop);
        if (from > 0 && response.StatusCode != System.Net.HttpStatusCode.PartialContent)
            to.SetLength(0);
        await response.Content.CopyToAsync(to, stop);
    }

    /// <summary>Writes a package from its beginning.</summary>
    public async Task CopyExportAsync(string id, Stream to, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"archive/exports/{Uri.EscapeDataString(id)}/package");
        using var response = await calls.OpenAsync(request, stop);
        await response.Content.CopyToAsync(to, stop);
    }

    /// <summary>
    /// Every record after an index, as it is archived, until cancelled: reconnects with back-off and resumes by index, and neither
    /// loses nor repeats a record.
    /// </summary>
    public IAsyncEnumerable<ArchiveRecord> JournalAsync(long after = -1, CancellationToken stop = default) =>
        ResumingStream.RunAsync(
            after, (index, token) => SseEvents.ReadAsync(calls, new SseStream<ArchiveRecord>("archive/journal", OcipJson.Default.ArchiveRecord), index, time, token),
            record => record.Index, time, stop);

    private static string Query(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
}

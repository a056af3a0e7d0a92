using Interop.Protocol;
using Interop.Protocol.ArchiveApi;

namespace Interop.Client;

/// <summary>Retention schedule and dispositions (a token of role records, spec 09).</summary>
public sealed class RetentionClient
{
    private readonly HttpCalls calls;

    internal RetentionClient(HttpCalls calls) => this.calls = calls;

    public Task<RetentionSchedule> ScheduleAsync(CancellationToken stop = default) => calls.GetAsync("archive/schedule", OcipJson.Default.RetentionSchedule, stop);

    /// <summary>Every version that was in force, the newest first.</summary>
    public Task<ScheduleVersionView[]> VersionsAsync(CancellationToken stop = default) => calls.GetAsync("archive/schedule/versions", OcipJson.Default.ScheduleVersionViewArray, stop);

    /// <summary>Sets the whole schedule; what makes a minimum earlier does not count for older records until somebody else approves it.</summary>
    public Task<RetentionSchedule> SetScheduleAsync(ScheduleRequest schedule, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, "archive/schedule", schedule, OcipJson.Default.ScheduleRequest, OcipJson.Default.RetentionSchedule, stop);

    public Task<RetentionSchedule> ApproveScheduleAsync(long version, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, $"archive/schedule/{version}/approve", content: null, OcipJson.Default.RetentionSchedule, stop);

    public Task SetOccasionAsync(OccasionRequest occasion, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, "archive/schedule/occasions", occasion, OcipJson.Default.OccasionRequest, stop);

    /// <summary>How long the body of a record is kept, and why.</summary>
    public Task<RetentionView> OfRecordAsync(long index, CancellationToken stop = default) => calls.GetAsync($"archive/records/{index}/retention", OcipJson.Default.RetentionView, stop);

    public Task<DispositionList> DispositionsAsync(CancellationToken stop = default) => calls.GetAsync("archive/dispositions", OcipJson.Default.DispositionList, stop);

    /// <summary>Computes what is due. Nothing ends by it.</summary>
    public Task<DispositionView> ProposeAsync(DispositionRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "archive/dispositions", request, OcipJson.Default.DispositionRequest, OcipJson.Default.DispositionView, stop);

    /// <summary>Asks for the end of one record's body: a proposal when it is due, else refused with 5.3.2 or 5.1.0.</summary>
    public Task<DispositionView> ProposeAsync(long index, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Delete, $"archive/records/{index}", content: null, OcipJson.Default.DispositionView, stop);

    /// <summary>Has a proposal of another account run.</summary>
    public Task<DispositionView> ApproveAsync(string id, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, $"archive/dispositions/{Uri.EscapeDataString(id)}/approve", content: null, OcipJson.Default.DispositionView, stop);

    public Task<DispositionView> DispositionAsync(string id, CancellationToken stop = default) =>
        calls.GetAsync($"archive/dispositions/{Uri.EscapeDataString(id)}/progress", OcipJson.Default.DispositionView, stop);

    public Task<DispositionCertificate> CertificateAsync(string certificate, CancellationToken stop = default) =>
        calls.GetAsync($"archive/dispositions/{Uri.EscapeDataString(certificate)}", OcipJson.Default.DispositionCertificate, stop);
}

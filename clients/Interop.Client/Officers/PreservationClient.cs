using Interop.Protocol;
using Interop.Protocol.ArchiveApi;

namespace Interop.Client.Officers;

/// <summary>Cases and legal holds (spec 9.6 to 9.8).</summary>
public sealed class PreservationClient
{
    private readonly HttpCalls calls;

    internal PreservationClient(HttpCalls calls) => this.calls = calls;

    /// <summary>All cases, open and closed.</summary>
    public Task<CaseView[]> CasesAsync(CancellationToken stop = default) => calls.GetAsync("archive/cases", OcipJson.Default.CaseViewArray, stop);

    public Task<CaseView> OpenCaseAsync(CaseRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "archive/cases", request, OcipJson.Default.CaseRequest, OcipJson.Default.CaseView, stop);

    /// <summary>Closes it; its holds must be released before.</summary>
    public Task CloseCaseAsync(string id, CancellationToken stop = default) => calls.DeleteAsync($"archive/cases/{Uri.EscapeDataString(id)}", stop);

    /// <summary>All holds that the role may know of.</summary>
    public Task<HoldView[]> HoldsAsync(CancellationToken stop = default) => calls.GetAsync("archive/holds", OcipJson.Default.HoldViewArray, stop);

    public Task<HoldView> PlaceAsync(HoldRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "archive/holds", request, OcipJson.Default.HoldRequest, OcipJson.Default.HoldView, stop);

    /// <summary>What was held returns to its schedule; nothing is purged.</summary>
    public Task<HoldView> ReleaseAsync(string id, HoldRelease release, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, $"archive/holds/{Uri.EscapeDataString(id)}/release", release, OcipJson.Default.HoldRelease, OcipJson.Default.HoldView, stop);
}

using Interop.Protocol;
using Interop.Protocol.ArchiveApi;

namespace Interop.Client.Officers;

/// <summary>Requests of people about their own records (spec 9.9).</summary>
public sealed class PrivacyClient
{
    private readonly HttpCalls calls;

    internal PrivacyClient(HttpCalls calls) => this.calls = calls;

    public Task<SubjectView[]> RequestsAsync(CancellationToken stop = default) => calls.GetAsync("archive/subjects", OcipJson.Default.SubjectViewArray, stop);

    /// <summary>Takes a request down; an erasure waits for a second person.</summary>
    public Task<SubjectView> TakeAsync(SubjectRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "archive/subjects", request, OcipJson.Default.SubjectRequest, OcipJson.Default.SubjectView, stop);

    public Task<SubjectView> RequestAsync(string id, CancellationToken stop = default) => calls.GetAsync($"archive/subjects/{Uri.EscapeDataString(id)}", OcipJson.Default.SubjectView, stop);

    /// <summary>By another person than the one who took it.</summary>
    public Task<SubjectView> ApproveAsync(string id, CancellationToken stop = default) => calls.SendAsync(HttpMethod.Post, $"archive/subjects/{Uri.EscapeDataString(id)}/approval", content: null, OcipJson.Default.SubjectView, stop);

    public Task<SubjectView> RefuseAsync(string id, HoldRelease why, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, $"archive/subjects/{Uri.EscapeDataString(id)}/refusal", why, OcipJson.Default.HoldRelease, OcipJson.Default.SubjectView, stop);
}

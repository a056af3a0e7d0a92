using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PolicyApi;

namespace Interop.Client.Officers;

/// <summary>The policy book and the reviews of what waits (spec 7.8), for the roles policy, reviewer, supervisor and examiner.</summary>
public sealed class PolicyClient
{
    private readonly HttpCalls calls;

    internal PolicyClient(HttpCalls calls) => this.calls = calls;

    public Task<PolicyList> ListAsync(CancellationToken stop = default) => calls.GetAsync("policies", OcipJson.Default.PolicyList, stop);

    /// <summary>A policy with all of its versions.</summary>
    public Task<PolicyView> ReadAsync(string name, CancellationToken stop = default) => calls.GetAsync($"policies/{Escape(name)}", OcipJson.Default.PolicyView, stop);

    /// <summary>Writes the next version, or writes on in the draft.</summary>
    /// <param name="name">Of the policy.</param>
    /// <param name="definition">What it says.</param>
    /// <param name="etag">Of the policy's latest version; null of a new policy.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<PolicyVersionView> DraftAsync(string name, PolicyDefinition definition, string? etag, CancellationToken stop = default) =>
        calls.ChangeAsync(HttpMethod.Put, $"policies/{Escape(name)}/draft", HttpCalls.ContentOf(definition, OcipJson.Default.PolicyDefinition), etag, OcipJson.Default.PolicyVersionView, stop);

    /// <summary>Asks a second person to approve it.</summary>
    /// <param name="version">As it was read; its ETag says that it has not changed since.</param>
    /// <param name="effective">From when it is to be in force; null: from the approval on.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<PolicyVersionView> ProposeAsync(PolicyVersionView version, string? effective = null, CancellationToken stop = default) =>
        calls.ChangeAsync(HttpMethod.Post, $"{PathOf(version)}/proposal", HttpCalls.ContentOf(new PolicyProposal(effective), OcipJson.Default.PolicyProposal), version.Etag, OcipJson.Default.PolicyVersionView, stop);

    /// <summary>Approves what another account has written and proposed.</summary>
    public Task<PolicyVersionView> ApproveAsync(PolicyVersionView version, CancellationToken stop = default) =>
        calls.ChangeAsync(HttpMethod.Post, $"{PathOf(version)}/approval", null, version.Etag, OcipJson.Default.PolicyVersionView, stop);

    /// <summary>Withdraws it, or asks for the end of an approved one; when a second person asks too, it has ended.</summary>
    public Task<PolicyVersionView> RetireAsync(PolicyVersionView version, CancellationToken stop = default) =>
        calls.ChangeAsync(HttpMethod.Post, $"{PathOf(version)}/retirement", null, version.Etag, OcipJson.Default.PolicyVersionView, stop);

    /// <summary>Begins to try a version on past events; <see cref="DryRunAsync"/> says how far it is.</summary>
    public Task<DryRunView> StartDryRunAsync(string name, int version, DryRunRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, $"policies/{Escape(name)}/versions/{version}/dry-runs", request, OcipJson.Default.DryRunRequest, OcipJson.Default.DryRunView, stop);

    public Task<DryRunView> DryRunAsync(string id, CancellationToken stop = default) => calls.GetAsync($"policies/dry-runs/{Escape(id)}", OcipJson.Default.DryRunView, stop);

    public Task CancelDryRunAsync(string id, CancellationToken stop = default) => calls.DeleteAsync($"policies/dry-runs/{Escape(id)}", stop);

    /// <summary>A page of who was told by disclosures and has answered, who was told last first.</summary>
    /// <param name="policy">Of this policy; null for all.</param>
    /// <param name="state">One of the words of <see cref="DisclosureStanding"/>; null for all.</param>
    /// <param name="cursor">The next of the page before; null for the first one.</param>
    /// <param name="limit">People at most, 1 to 200.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<DisclosureList> DisclosuresAsync(string? policy = null, string? state = null, string? cursor = null, int limit = 50, CancellationToken stop = default)
    {
        var asked = new (string Name, string? Value)[] { ("policy", policy), ("state", state), ("cursor", cursor) }.Where(a => a.Value is not null).Select(a => $"&{a.Name}={Escape(a.Value!)}");
        return calls.GetAsync($"disclosures?limit={limit}{string.Concat(asked)}", OcipJson.Default.DisclosureList, stop);
    }

    /// <summary>What waits for a review at a provider whose engine is in its process.</summary>
    public Task<DeliveryStatus[]> ReviewsAsync(CancellationToken stop = default) => calls.GetAsync("reviews", OcipJson.Default.DeliveryStatusArray, stop);

    /// <summary>Lets it go on, or never.</summary>
    public Task ReviewAsync(EventId ev, ReviewRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, $"reviews/{ev.Value}", request, OcipJson.Default.ReviewRequest, stop);

    private static string PathOf(PolicyVersionView version) => $"policies/{Escape(version.Name)}/versions/{version.Version}";

    private static string Escape(string segment) => Uri.EscapeDataString(segment);
}

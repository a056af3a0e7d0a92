using System.Globalization;
using Interop.Protocol;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PeopleApi;

namespace Interop.Client;

/// <summary>What somebody who chats asks for besides rooms and messages (spec 10): sending later, urgent messages, people, consent. Refusals are <see cref="OcipProblemException"/>.</summary>
public sealed class ParticipantClient
{
    private readonly HttpCalls calls;

    internal ParticipantClient(HttpCalls calls) => this.calls = calls;

    /// <summary>People of the own organisation to whom the persona may write, by a part of the name.</summary>
    /// <param name="text">1 to 64 characters.</param>
    /// <param name="limit">1 to 50.</param>
    /// <param name="stop">Ends the call.</param>
    public async Task<Reachable[]> FindPeopleAsync(string text, int limit = 20, CancellationToken stop = default) =>
        (await calls.GetAsync($"client/people?text={Uri.EscapeDataString(text)}&limit={limit.ToString(CultureInfo.InvariantCulture)}", OcipJson.Default.ReachableList, stop)).People;

    /// <summary>Everything that waits to be sent, and what was refused when its time came.</summary>
    public async Task<IReadOnlyList<SendLaterView>> LaterAsync(CancellationToken stop = default)
    {
        var all = new List<SendLaterView>();
        string? after = null;
        do
        {
            var page = await calls.GetAsync($"client/later?limit=200{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}", OcipJson.Default.SendLaterList, stop);
            all.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return all;
    }

    public Task<SendLaterView> SendLaterAsync(SendLaterRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "client/later", request, OcipJson.Default.SendLaterRequest, OcipJson.Default.SendLaterView, stop);

    /// <summary>Another time, or another event. 5.5.4 when it was sent meanwhile.</summary>
    public Task<SendLaterView> ChangeLaterAsync(string id, SendLaterRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, $"client/later/{Uri.EscapeDataString(id)}", request, OcipJson.Default.SendLaterRequest, OcipJson.Default.SendLaterView, stop);

    /// <summary>It is not sent. 5.5.4 when it was sent meanwhile.</summary>
    public Task CancelLaterAsync(string id, CancellationToken stop = default) => calls.DeleteAsync($"client/later/{Uri.EscapeDataString(id)}", stop);

    /// <summary>What urgent messages come to for the persona, and what became of its own.</summary>
    public Task<UrgencyStanding> UrgencyAsync(CancellationToken stop = default) => calls.GetAsync("client/urgency", OcipJson.Default.UrgencyStanding, stop);

    /// <summary>For approvers: what waits for a decision, the oldest first. Others are refused (5.1.0).</summary>
    public Task<UrgentList> UrgentAsync(CancellationToken stop = default) => calls.GetAsync("client/urgent?limit=200", OcipJson.Default.UrgentList, stop);

    /// <summary>It does not wait for hours. 5.5.4 when somebody has decided already.</summary>
    public Task ApproveAsync(EventId urgent, CancellationToken stop = default) => calls.PostAsync($"client/urgent/{urgent.Value}/approval", stop);

    /// <summary>It waits like others. 5.5.4 when somebody has decided already.</summary>
    public Task RefuseAsync(EventId urgent, CancellationToken stop = default) => calls.PostAsync($"client/urgent/{urgent.Value}/refusal", stop);

    /// <summary>Who asked to write to the persona, and whom the persona asked; the last step of each.</summary>
    public async Task<ConsentMessage[]> ConsentsAsync(CancellationToken stop = default) => (await calls.GetAsync("client/consents", OcipJson.Default.ConsentList, stop)).Consents;

    /// <summary>Asks somebody of another organisation for consent to write, or answers such a question.</summary>
    public Task ConsentAsync(ConsentMessage step, CancellationToken stop = default) => calls.SendAsync(HttpMethod.Post, "client/consents", step, OcipJson.Default.ConsentMessage, stop);
}

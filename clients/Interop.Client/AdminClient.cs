using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Supervision;

namespace Interop.Client;

/// <summary>Administration (scope admin): accounts, tokens, delivery hours, links, groups, bridges, declared supervision (spec 13).</summary>
public sealed class AdminClient
{
    private const int RoomsMax = 200;
    private readonly HttpCalls calls;

    internal AdminClient(HttpCalls calls) => this.calls = calls;

    /// <summary>Turns the one-time secret of the first start into an administrator's token. Needs no token itself.</summary>
    public Task<TokenCreated> BootstrapAsync(BootstrapRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "admin/bootstrap", request, OcipJson.Default.BootstrapRequest, OcipJson.Default.TokenCreated, stop);

    public Task<AccountView> CreateAccountAsync(AccountRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "admin/accounts", request, OcipJson.Default.AccountRequest, OcipJson.Default.AccountView, stop);

    public Task<AccountView[]> AccountsAsync(CancellationToken stop = default) =>
        calls.GetAsync("admin/accounts", OcipJson.Default.AccountViewArray, stop);

    /// <summary>Somebody leaves the organisation: all tokens end at once. It cannot be taken back.</summary>
    public Task LeaveAsync(string account, CancellationToken stop = default) => calls.DeleteAsync($"admin/accounts/{Escape(account)}", stop);

    /// <summary>A new token; its text is in the answer and nowhere else.</summary>
    public Task<TokenCreated> CreateTokenAsync(string account, TokenRequest request, CancellationToken stop = default) =>
        calls.SendAsync(
            HttpMethod.Post, $"admin/accounts/{Escape(account)}/tokens", request, OcipJson.Default.TokenRequest, OcipJson.Default.TokenCreated, stop);

    public Task RevokeTokenAsync(string id, CancellationToken stop = default) => calls.DeleteAsync($"admin/tokens/{Escape(id)}", stop);

    /// <summary>Replaces a person's delivery hours; holds that they open or prolong are computed again at once.</summary>
    public Task SetHoursAsync(UserId user, DeliveryHours hours, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, HoursPath(user), hours, OcipJson.Default.DeliveryHours, stop);

    public Task<DeliveryHours> HoursAsync(UserId user, CancellationToken stop = default) =>
        calls.GetAsync(HoursPath(user), OcipJson.Default.DeliveryHours, stop);

    /// <summary>Back to always open; what was held is released.</summary>
    public Task ClearHoursAsync(UserId user, CancellationToken stop = default) => calls.DeleteAsync(HoursPath(user), stop);

    /// <summary>Links an employee's own account on a network to the work persona.</summary>
    public Task LinkAsync(UserId user, string network, LinkRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, LinkPath(user, network), request, OcipJson.Default.LinkRequest, stop);

    public Task UnlinkAsync(UserId user, string network, CancellationToken stop = default) => calls.DeleteAsync(LinkPath(user, network), stop);

    public Task SetGroupAsync(string group, GroupRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, $"admin/groups/{Escape(group)}", request, OcipJson.Default.GroupRequest, stop);

    /// <summary>The keys that encrypt the archive at rest.</summary>
    public Task<EncryptionView> EncryptionAsync(CancellationToken stop = default) => calls.GetAsync("admin/encryption", OcipJson.Default.EncryptionView, stop);

    /// <summary>Takes a new key-encryption key into use. Group keys follow in the background: <see cref="EncryptionAsync"/> says how many are left.</summary>
    public Task<EncryptionView> RotateEncryptionAsync(CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "admin/encryption/rotate", (HttpContent?)null, OcipJson.Default.EncryptionView, stop);

    /// <summary>Destroys a key-encryption key that wraps nothing any more. Backups under it cannot be read from then on.</summary>
    public Task DestroyEncryptionKeyAsync(string id, CancellationToken stop = default) => calls.DeleteAsync($"admin/encryption/keys/{Escape(id)}", stop);

    /// <summary>At a compliance proxy: lets a provider ask it; the answer has its token.</summary>
    public Task<TokenCreated> RegisterProviderAsync(ProviderRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "admin/providers", request, OcipJson.Default.ProviderRequest, OcipJson.Default.TokenCreated, stop);

    /// <summary>At a compliance proxy: switches a detector on.</summary>
    public Task SetDetectorAsync(string detector, DetectorRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, $"admin/detectors/{Escape(detector)}", request, OcipJson.Default.DetectorRequest, stop);

    public Task RemoveDetectorAsync(string detector, CancellationToken stop = default) => calls.DeleteAsync($"admin/detectors/{Escape(detector)}", stop);

    /// <summary>At a compliance proxy: what waits for a review.</summary>
    public Task<DeliveryStatus[]> ReviewsAsync(CancellationToken stop = default) => calls.GetAsync("admin/reviews", OcipJson.Default.DeliveryStatusArray, stop);

    /// <summary>At a compliance proxy: the outcome of a review, for every recipient.</summary>
    public Task ReviewAsync(EventId ev, ReviewRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, $"admin/reviews/{ev.Value}", request, OcipJson.Default.ReviewRequest, stop);

    /// <summary>Registers a network's bridge; the answer has its token.</summary>
    public Task<TokenCreated> RegisterBridgeAsync(BridgeRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "admin/bridges", request, OcipJson.Default.BridgeRequest, OcipJson.Default.TokenCreated, stop);

    /// <summary>Sets what the organisation has agreed with another provider (spec 02); in force from the answer on.</summary>
    public Task<AgreementView> SetAgreementAsync(ProviderName provider, Agreement agreement, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, $"admin/agreements/{provider.Value}", agreement, OcipJson.Default.Agreement, OcipJson.Default.AgreementView, stop);

    /// <summary>How it stands with other providers: what waits for them, who answers, and where histories were forked.</summary>
    public Task<FederationView> FederationAsync(CancellationToken stop = default) => calls.GetAsync("admin/federation", OcipJson.Default.FederationView, stop);

    /// <summary>The supervision that the organisation has declared.</summary>
    public Task<SupervisionDeclaration> SupervisionAsync(CancellationToken stop = default) =>
        calls.GetAsync("admin/supervision", OcipJson.Default.SupervisionDeclaration, stop);

    /// <summary>Declares another one, under a version of its own: everybody is told again before the next send.</summary>
    public Task<SupervisionDeclaration> DeclareSupervisionAsync(SupervisionRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, "admin/supervision", request, OcipJson.Default.SupervisionRequest, OcipJson.Default.SupervisionDeclaration, stop);

    /// <summary>Asks the network's bridge to observe a native room and to join it to the room.</summary>
    public Task RequestPortalAsync(string network, PortalRequest request, CancellationToken stop = default) =>
        calls.SendAsync(
            HttpMethod.Post, $"admin/rooms/{request.Room.Uuid:D}/portals/{Escape(network)}", request, OcipJson.Default.PortalRequest, stop);

    public Task AddParticipantAsync(RoomId room, ParticipantRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, $"admin/rooms/{room.Uuid:D}/participants", request, OcipJson.Default.ParticipantRequest, stop);

    /// <summary>All rooms, page by page; <see cref="RoomsAsync(long, int, CancellationToken)"/> gives one page.</summary>
    public async Task<RoomView[]> RoomsAsync(CancellationToken stop = default)
    {
        var all = new List<RoomView>();
        for (long? after = 0; after is { } from;)
        {
            var page = await RoomsAsync(from, RoomsMax, stop);
            all.AddRange(page.Rooms);
            after = page.Next;
        }
        return [.. all];
    }

    /// <summary>A page of all rooms.</summary>
    /// <param name="after">Of the page before; 0 for the first.</param>
    /// <param name="limit">Rooms, 1 to 200.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<RoomList> RoomsAsync(long after, int limit, CancellationToken stop = default) => calls.GetAsync($"admin/rooms?after={after}&limit={limit}", OcipJson.Default.RoomList, stop);

    private static string HoursPath(UserId user) => $"admin/users/{Escape(user.Local)}/hours";

    private static string LinkPath(UserId user, string network) => $"admin/users/{Escape(user.Local)}/links/{Escape(network)}";

    private static string Escape(string segment) => Uri.EscapeDataString(segment);
}

using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Inbound;
using Interop.Server.Peers;

namespace Interop.Server.Identity;

/// <summary>How people of two organisations come to know of each other (spec 06, directory query).</summary>
internal sealed class Introductions(UserDirectory users, ForeignUsers foreignUsers, Consents consents, Agreements agreements, PeerClient peers, BarrierGate barriers)
{
    /// <summary>The user of that id; of another provider, asked there on behalf of who wants to write.</summary>
    /// <exception cref="ProblemException">5.5.4 no such user; 5.1.2 a barrier; 5.1.4 to 5.1.6 no agreement; 5.2.1 ask for consent first; 4.1.1 the other provider does not answer.</exception>
    public async Task<User> FindAsync(User requester, UserId id, string feature = Agreement.Rooms)
    {
        if (id.Provider == users.Provider)
            return Own(id);
        if (barriers.StandsBetween(requester.UserId, id))
            throw new ProblemException(DecisionCodes.InformationBarrier);
        if (agreements.Check(id.Provider, new AgreementUse(Outgoing: true, [feature], requester.UserId.Local)) is { } fault)
            throw new ProblemException(fault.Code, fault.Detail);
        var profile = await ProfileAsync(id, $"?requester={Uri.EscapeDataString(requester.UserId.Value)}");
        if (profile.Consent == "required")
            throw new ProblemException(DecisionCodes.ConsentMissing, $"{id.Short} must agree first: ask by POST /client/consents.");
        return await foreignUsers.FindOrAddAsync(id, profile.Persona, profile.DisplayName);
    }

    /// <summary>The user of that id as a bridge asks, which wants to show who that is and writes nothing yet. Who was met before is not asked about again.</summary>
    /// <exception cref="ProblemException">As above, consent apart.</exception>
    public async Task<User> ShowAsync(UserId id)
    {
        if (id.Provider == users.Provider)
            return Own(id);
        if (users.Find(id) is { } known)
            return known;
        if (agreements.Check(id.Provider) is { } fault)
            throw new ProblemException(fault.Code, fault.Detail);
        var profile = await ProfileAsync(id, "");
        return await foreignUsers.FindOrAddAsync(id, profile.Persona, profile.DisplayName);
    }

    private User Own(UserId id) => users.Find(id) ?? throw new ProblemException(DecisionCodes.NotFound, $"There is no user {id.Short} here.");

    private async Task<UserProfile> ProfileAsync(UserId id, string query)
    {
        var answer = await peers.AskAsync(id.Provider, HttpMethod.Get, $"users/{Uri.EscapeDataString(id.Local)}{query}", default);
        return answer.Read(OcipJson.Default.UserProfile) is { Persona: User.Work or User.Service or User.Bridged } profile && profile.User == id
            ? profile
            : throw answer.Problem($"{id.Provider} does not know {id.Short}.");
    }

    /// <summary>What a peer may know of a user of ours: nothing of personal personas, and no more than a name.</summary>
    public UserProfile Answer(ProviderName peer, string local, string? requester)
    {
        if (requester is not null && (!UserId.TryParse(requester, out var asks) || asks.Provider != peer))
            throw new ProblemException(DecisionCodes.Malformed, "requester: a user of yours is expected.");
        if (users.FindLocal(local) is not { Kind: User.Work or User.Service or User.Bridged } user)
            throw new ProblemException(DecisionCodes.NotFound, "There is no such user here.");
        return new UserProfile(user.UserId, user.DisplayName, user.Kind, consents.Of(peer, requester, user));
    }
}

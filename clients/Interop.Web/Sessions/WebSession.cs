using Interop.Client;
using Interop.Protocol.SignInApi;

namespace Interop.Web.Sessions;

/// <summary>Somebody who is signed in: the tokens stay in this process, behind a cookie that names this and says nothing else.</summary>
public sealed class WebSession : IDisposable
{
    private readonly CancellationTokenSource ended = new();
    private readonly OcipClient renewing;
    private long active;

    internal WebSession(string id, Uri server, SignInAnswer answer, TimeProvider time)
    {
        Id = id;
        Account = answer.Account;
        DisplayName = answer.DisplayName ?? answer.Account;
        HasSecondFactor = answer.SecondFactor == true;
        var tokens = answer.Tokens ?? [];
        var office = tokens.FirstOrDefault(t => t.User is null);
        Roles = office?.Scopes ?? [];
        Office = office is null ? null : new OcipClient(server, office.Token, time: time);
        Seats = [.. tokens.Where(t => t.User is not null).Select(t => new PersonaSeat(t.User!.Value, t.Persona!, t.DisplayName ?? answer.Account, new OcipClient(server, t.Token, time: time)))];
        renewing = Office ?? (Seats.Count > 0 ? Seats[0].Client : new OcipClient(server, null));
        Expires = Protocol.Time.WireTime.Parse(answer.Expires!);
        active = time.GetUtcNow().UtcTicks;
    }

    public string Id { get; }

    public string Account { get; }

    public string DisplayName { get; }

    public bool HasSecondFactor { get; }

    /// <summary>Of officers; empty of somebody who only chats.</summary>
    public IReadOnlyList<string> Roles { get; }

    /// <summary>The API with the roles' token; null without roles.</summary>
    public OcipClient? Office { get; }

    /// <summary>One for each persona that chats.</summary>
    public IReadOnlyList<PersonaSeat> Seats { get; }

    /// <summary>When the server ends the tokens unless they are renewed.</summary>
    public DateTimeOffset Expires { get; private set; }

    /// <summary>Cancelled at the end: open pages go to the sign-in.</summary>
    public CancellationToken Ended => ended.Token;

    internal DateTimeOffset LastActive => new(Volatile.Read(ref active), TimeSpan.Zero);

    /// <summary>The organisation's provider, where the account has a persona that says it.</summary>
    public Protocol.Identifiers.ProviderName? Provider => Seats.Count > 0 ? Seats[0].User.Provider : null;

    /// <summary>The API for officers.</summary>
    /// <exception cref="InvalidOperationException">Nobody without a role comes to a page that asks for it.</exception>
    public OcipClient Desk => Office ?? throw new InvalidOperationException("this account has no role");

    public bool Has(IEnumerable<string> roles) => roles.Any(Roles.Contains);

    /// <summary>Calls about the sign-in itself, with whichever token there is.</summary>
    internal Client.Officers.SignInClient SignIn => renewing.SignIn;

    internal void Touch(DateTimeOffset now) => Volatile.Write(ref active, now.UtcTicks);

    internal async Task RenewAsync(CancellationToken stop) =>
        Expires = Protocol.Time.WireTime.Parse((await renewing.SignIn.RenewAsync(stop)).Expires!);

    internal void End() => ended.Cancel();

    public void Dispose()
    {
        Office?.Dispose();
        foreach (var seat in Seats)
            seat.Client.Dispose();
        renewing.Dispose();
        ended.Dispose();
    }
}

using Microsoft.AspNetCore.Components.Authorization;

namespace Interop.Web.Sessions;

/// <summary>The session of this page, by the cookie with which it was opened.</summary>
internal sealed class CurrentSession(AuthenticationStateProvider authentication, WebSessions sessions)
{
    /// <summary>Null when nobody is signed in, or not any more.</summary>
    public async Task<WebSession?> FindAsync() => sessions.Find((await authentication.GetAuthenticationStateAsync()).User.SessionId());
}

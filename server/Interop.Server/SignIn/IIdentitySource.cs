using Interop.Protocol.SignInApi;

namespace Interop.Server.SignIn;

/// <summary>
/// Where it comes from who somebody is. Passwords of this server are one (<see cref="LocalPasswords"/>); an OpenID Connect provider of the organisation is
/// to be another. What follows (roles, tokens, the archive) is the same for all.
/// </summary>
internal interface IIdentitySource
{
    /// <summary>Who that is.</summary>
    /// <param name="request">What was presented.</param>
    /// <param name="address">Where it came from; null when that is not known.</param>
    /// <exception cref="Inbound.ProblemException">5.5.1: nobody, said the same for every reason; 4.2.0: too many tries.</exception>
    Task<Identification> IdentifyAsync(SignInRequest request, System.Net.IPAddress? address);
}

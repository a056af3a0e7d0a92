using Interop.Protocol.Identifiers;

namespace Interop.Protocol.AdminApi;

/// <summary>Lets a provider ask this proxy (spec 07).</summary>
/// <param name="Provider">Its DNS name.</param>
public sealed record ProviderRequest(ProviderName Provider);

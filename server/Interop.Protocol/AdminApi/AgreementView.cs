using Interop.Protocol.Identifiers;

namespace Interop.Protocol.AdminApi;

/// <summary>An agreement in force.</summary>
/// <param name="Provider">With whom.</param>
/// <param name="Version">1 for the first, one more with each change.</param>
/// <param name="At">RFC 3339 UTC: since when.</param>
/// <param name="Agreement">What was agreed.</param>
public sealed record AgreementView(ProviderName Provider, int Version, string At, Agreement Agreement);

using Interop.Protocol.Identifiers;

namespace Interop.Cli.Verification;

/// <summary>Who must have signed, for what, and when the key must have been valid.</summary>
internal sealed record SignedBy(ProviderName Provider, string Purpose, string At);

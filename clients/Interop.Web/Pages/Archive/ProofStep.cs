namespace Interop.Web.Pages.Archive;

/// <summary>One step of a path (RFC 6962).</summary>
/// <param name="Sibling">The hash that the server gave, hex.</param>
/// <param name="Side">Where it stands: left or right.</param>
/// <param name="Hash">Of both together, hex.</param>
public sealed record ProofStep(string Sibling, string Side, string Hash);

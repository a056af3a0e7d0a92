namespace Interop.Protocol.ClientApi;

/// <summary>The caller has been shown the notice and goes on (spec 07). Archived.</summary>
/// <param name="Version">Of the notice in force.</param>
/// <param name="Digest">Of the declaration in force, as shown.</param>
/// <param name="Language">In which it was shown; one that the notice has.</param>
public sealed record SupervisionAcknowledgement(string Version, string Digest, string Language);

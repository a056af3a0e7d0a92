namespace Interop.Server.Subjects;

/// <summary>A verdict with why (spec 9.9).</summary>
/// <param name="Verdict">erased, kept or notHeld; null while nothing stands against the end and it was not ended yet.</param>
/// <param name="Until">Of kept: when the duty lapses, rounded up to the end of its day; null for a hold.</param>
/// <param name="Basis">Of kept: the rule.</param>
/// <param name="IsHeld">A legal hold keeps it, whatever else does.</param>
/// <param name="Certificate">Of erased.</param>
internal sealed record SubjectReason(string? Verdict, string? Until = null, string? Basis = null, bool IsHeld = false, string? Certificate = null)
{
    public const string LegalClaims = "legal claims";
    public const string LegalHold = "legal hold";

    /// <summary>Erasure does not reach what a law asks to keep, nor what legal claims need (EU GDPR 17(3)).</summary>
    public string? Article => Verdict != Protocol.FederationApi.SubjectVerdict.Kept ? null : Until is null ? "EU GDPR 17(3)(e)" : "EU GDPR 17(3)(b)";
}

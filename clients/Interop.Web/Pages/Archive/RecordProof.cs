namespace Interop.Web.Pages.Archive;

/// <summary>What the browser found when it proved a record (wwwroot/js/proof.js).</summary>
/// <param name="Leaf">SHA-256 of the record as a leaf, hex.</param>
/// <param name="Steps">From the leaf to the root.</param>
/// <param name="Root">Of the signed head, hex.</param>
/// <param name="IsInTree">The path leads from the leaf to that root.</param>
/// <param name="Log">Its name.</param>
/// <param name="SignedBy">Thumbprint of the key that has signed the head; null when none of the published keys has.</param>
public sealed record RecordProof(string Leaf, ProofStep[] Steps, string Root, bool IsInTree, string Log, string? SignedBy)
{
    public bool IsGood => IsInTree && SignedBy is not null;
}

using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Signatures;
using Microsoft.JSInterop;

namespace Interop.Web.Pages.Archive;

/// <summary>The module js/proof.js: the browser itself computes and verifies.</summary>
public sealed class ProofScript(IJSRuntime runtime)
{
    /// <param name="fixedPart">Of the record, JSON.</param>
    /// <param name="proof">As the server gives it.</param>
    /// <param name="note">The signed head of that tree.</param>
    /// <param name="keys">That the server publishes.</param>
    public async Task<RecordProof> ProveAsync(string fixedPart, InclusionProofView proof, string note, JsonWebKeySet keys)
    {
        var module = await runtime.InvokeAsync<IJSObjectReference>("import", "/js/proof.js");
        await using (module)
            return await module.InvokeAsync<RecordProof>("prove", fixedPart, proof.Index, proof.TreeSize, proof.Path, note, JsonSerializer.Serialize(keys, OcipJson.Default.JsonWebKeySet));
    }
}

using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Interop.Server.Storage;

namespace Interop.Server.Preservation;

/// <summary>Holds as the archive's API shows them (spec 9.6, 9.7): confidential ones to roles that keep records only.</summary>
internal sealed class HoldViews(Database database, TimeProvider time)
{
    private const int ListMax = 1000;

    /// <summary>The newest first; of a case when one is named.</summary>
    public HoldView[] List(Principal principal, string? ofCase)
    {
        var rows = database.Read(c => c.Query<HoldRow>($"SELECT {HoldRow.Columns} FROM legal_holds WHERE (@ofCase IS NULL OR case_id=@ofCase) AND (@all OR NOT confidential) ORDER BY n DESC LIMIT {ListMax}",
            new { ofCase, all = principal.KeepsRecords }).AsList());
        return [.. rows.Select(Of)];
    }

    public HoldView Of(HoldRow hold) => new()
    {
        Hold = TransactionId.Parse(hold.Id), Issuer = hold.Issuer.Length == 0 ? null : ProviderName.Parse(hold.Issuer), State = hold.State, Code = hold.Code, Case = hold.CaseId,
        Scope = JsonSerializer.Deserialize(hold.Scope, OcipJson.Default.HeldScope)!, Confidential = hold.Confidential, By = hold.Author, Why = hold.Reason, From = hold.Effective, Record = hold.Leaf,
        Review = hold.Review, ReviewDue = hold is { Review: { } review, State: HoldRow.Placed } && WireTime.Parse(review) <= time.GetUtcNow() ? true : null, Contact = hold.Contact, Matter = hold.Matter,
        ReleasedAt = hold.State == HoldRow.Released ? hold.Answered : null, ReleasedBy = hold.ReleasedBy, ReleasedWhy = hold.Issuer.Length == 0 ? hold.ReleasedWhy : null,
        Peers = database.Read(c => c.Query<(string Peer, string Action, string? Answer, string? Code, string? At, string? Detail)>(
            "SELECT peer, action, answer, code, at, detail FROM hold_directives WHERE hold=@N ORDER BY peer, action", new { hold.N })
            .Select(d => new HoldPeer(ProviderName.Parse(d.Peer), d.Action, d.Answer, d.Code, d.At, d.Detail)).ToArray()),
        Preserved = Proofs(hold, 1).FirstOrDefault(),
    };

    /// <summary>The newest first.</summary>
    public PreservationProof[] Proofs(HoldRow hold, int limit) => database.Read(c => c.Query<(string Day, long Leaf, long Size, long Count, string Root, long Missing)>(
        "SELECT day, leaf, size, count, root, missing FROM preservation_proofs WHERE hold=@N ORDER BY day DESC LIMIT @limit", new { hold.N, limit })
        .Select(p => new PreservationProof(p.Day, p.Leaf, p.Size, p.Count, p.Root, p.Missing)).ToArray());
}

using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Server.Storage;

namespace Interop.Server.ProxyRole;

/// <summary>
/// Makes an answer of what is on record: results in the order of the questions, and the signatures that they refer to, once each. A first answer and a
/// repeat are read in the same way, so that they are the same.
/// </summary>
internal sealed class SignedAnswers(Database database)
{
    private readonly List<SignedBatch> batches = [];
    private readonly List<(EvaluateResult? Result, long? Leaf)> answers = [];

    /// <summary>A question that gets no stamp.</summary>
    public void Add(EvaluateResult result) => answers.Add((result, null));

    /// <summary>The decision of a record.</summary>
    public void Add(long leaf) => answers.Add((null, leaf));

    public EvaluateResponse ToResponse()
    {
        var leaves = answers.Select(a => a.Leaf).OfType<long>().Distinct();
        // All of them by one statement.
        var stored = database.Read(connection => connection.Query<(long Leaf, byte[] Record, string Wire, byte[]? Redacted)>("""
            SELECT r.leaf, r.record, s.wire, opened(d.body) FROM json_each(@leaves) l JOIN records r ON r.leaf=l.value JOIN stamps s ON s.leaf=r.leaf LEFT JOIN redactions d ON d.leaf=r.leaf
            """, new { leaves = $"[{string.Join(',', leaves)}]" }).ToDictionary(r => r.Leaf));
        EvaluateResult[] results = [.. answers.Select(a => a.Result ?? Of(stored[a.Leaf!.Value].Record, stored[a.Leaf!.Value].Wire, stored[a.Leaf!.Value].Redacted))];
        return new([.. batches], results);
    }

    private EvaluateResult Of(byte[] record, string wire, byte[]? redacted)
    {
        var signed = JsonSerializer.Deserialize(wire, StoreJson.Default.SignedStamp)!;
        using var document = JsonDocument.Parse(record);
        var decision = document.RootElement.GetProperty("decision");
        return new EvaluateResult
        {
            Code = decision.GetProperty("code").GetString()!,
            Detail = decision.TryGetProperty("detail", out var detail) ? detail.GetString() : null,
            Stamp = signed.Stamp,
            Proof = signed.Proof with { Batch = IndexOf(signed.Batch) },
            ReceiptProof = signed.ReceiptProof! with { Batch = IndexOf(signed.ReceiptBatch!) },
            Evaluated = Texts(decision, "evaluated"),
            Asked = Texts(decision, "asked"),
            Failed = Texts(decision, "failed"),
            NotPrevented = Texts(decision, "notPrevented")?.Select(UserId.Parse).ToArray(),
            Answers = document.RootElement.TryGetProperty("answers", out var answers) ? answers.Deserialize(OcipJson.Default.DisclosureReplyArray) : null,
            Own = OwnOf(decision, signed.Stamp.Proxy.Provider),
            RedactedBody = redacted is null ? null : JsonSerializer.Deserialize(redacted, OcipJson.Default.EventBody),
        };
    }

    private int IndexOf(SignedBatch batch)
    {
        var index = batches.FindIndex(b => b.Signature == batch.Signature);
        if (index >= 0)
            return index;
        batches.Add(batch);
        return batches.Count - 1;
    }

    private static OwnDecisions? OwnOf(JsonElement decision, ProviderName organisation) => decision.TryGetProperty("ownSalt", out var salt)
        ? new OwnDecisions(
            decision.GetProperty("code").GetString()!,
            !decision.TryGetProperty("recipients", out var recipients) ? [] : [.. recipients.EnumerateArray().Select(r => r.Deserialize(OcipJson.Default.RecipientResult)!).Where(r => r.User.Provider == organisation)],
            salt.GetString()!)
        : null;

    private static string[]? Texts(JsonElement decision, string name) =>
        decision.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(e => e.GetString()!)] : null;
}

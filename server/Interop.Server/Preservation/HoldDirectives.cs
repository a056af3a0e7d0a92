using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Peers;

namespace Interop.Server.Preservation;

/// <summary>
/// Directives of peers (spec 9.7): what they have shared with us is kept at their request, at once, and until they release it. Each directive and
/// each answer is a record; the same directive again is answered as it stands.
/// </summary>
internal sealed class HoldDirectives(ServerOptions options, AppendLog log, HoldBook book, SharedRecords shared, Agreements agreements, HoldSignal signal, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>Answers a directive.</summary>
    /// <exception cref="ProblemException">5.5.0: not well formed; 5.5.2: the id has other content; 4.2.0: too many holds.</exception>
    public async Task<HoldAnswer> TakeAsync(ProviderName issuer, HoldDirective directive)
    {
        DirectiveRules.Check(directive, issuer, time.GetUtcNow());
        var digest = SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(directive, OcipJson.Default.HoldDirective)));
        await one.WaitAsync();
        try
        {
            var known = book.Find(issuer.Value, directive.Id.Value);
            return directive.Action == HoldDirective.Place ? await PlaceAsync(issuer, directive, digest, known) : await ReleaseAsync(directive, digest, known);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>The answer as it is now.</summary>
    /// <exception cref="ProblemException">5.5.4: this peer has no such hold here.</exception>
    public HoldAnswer Find(ProviderName issuer, string id) => AnswerOf(book.Find(issuer.Value, id) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such hold."));

    /// <summary>A person here refuses a peer's hold that was placed first (RET-9.28): the next request is answered so.</summary>
    /// <exception cref="ProblemException">5.5.4: no such hold of a peer; 5.5.0: no reason.</exception>
    public async Task<HoldRow> RefuseAsync(Principal principal, HoldRow hold, string why)
    {
        if (ScopeRules.IsWrong(why, HoldLimits.WhyOctetsMax))
            throw new ProblemException(DecisionCodes.Malformed, $"why: 1 to {HoldLimits.WhyOctetsMax} octets of clean text.");
        if (hold.Issuer.Length == 0)
            throw new ProblemException(DecisionCodes.Malformed, "Holds of this organisation are released, not refused.");
        await one.WaitAsync();
        try
        {
            if (book.Find(hold.Issuer, hold.Id) is { State: HoldRow.Placed } placed)
                await EndAsync(placed, HoldAnswer.Refused, DecisionCodes.ResidencyRefused.Code, (principal.Account, why));
            return book.Find(hold.Issuer, hold.Id)!;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task<HoldAnswer> PlaceAsync(ProviderName issuer, HoldDirective directive, byte[] digest, HoldRow? known)
    {
        if (known is not null)
            return known.Digest.AsSpan().SequenceEqual(digest) ? AnswerOf(known) : throw new ProblemException(DecisionCodes.TransactionConflict, "This id names another hold.");
        if (book.Count(issuer.Value) >= HoldLimits.HoldsPerIssuerMax)
            throw new ProblemException(DecisionCodes.QueueLimit, $"{issuer} has {HoldLimits.HoldsPerIssuerMax} holds here; there is no room for another.");
        var scope = ScopeRules.Of(directive.Scope!);
        var refusal = Refusal(issuer, scope);
        var now = WireTime.Format(time.GetUtcNow());
        var hold = new HoldRow
        {
            Id = directive.Id.Value, Issuer = issuer.Value, Scope = JsonSerializer.Serialize(scope, OcipJson.Default.HeldScope), Parts = ScopeRules.Parts(scope), After = scope.After, Before = scope.Before,
            Confidential = directive.Confidential!.Value, Contact = directive.Contact, Matter = directive.Matter, Review = directive.Review, Author = $"peer:{issuer}", Effective = directive.From!,
            Digest = digest, State = refusal?.Answer ?? HoldAnswer.Placed, Code = refusal?.Code.Code, Detail = refusal?.Detail, Answered = now,
        };
        await log.AppendAsync(HoldRecord.Of(hold, hold.State, hold.Author, null), (connection, leaf) => HoldBook.Insert(connection, hold, leaf, scope, options.Provider));
        return AnswerOf(hold);
    }

    private async Task<HoldAnswer> ReleaseAsync(HoldDirective directive, byte[] digest, HoldRow? known)
    {
        var text = Convert.ToHexStringLower(digest);
        if (known is null)
            return new HoldAnswer(directive.Id, HoldAnswer.NotFound, WireTime.Format(time.GetUtcNow()), DecisionCodes.NotFound.Code, "There is no such hold of this issuer.");
        if (known.ReleasedWhy is { } before && before != text)
            throw new ProblemException(DecisionCodes.TransactionConflict, "This hold was released by another directive.");
        if (known.State == HoldRow.Placed)
            await EndAsync(known, HoldAnswer.Released, null, (known.Author, text));
        return AnswerOf(book.Find(known.Issuer, known.Id)!);
    }

    private async Task EndAsync(HoldRow hold, string what, string? code, (string By, string Why) ended)
    {
        var now = WireTime.Format(time.GetUtcNow());
        var after = new HoldRow { Id = hold.Id, Issuer = hold.Issuer, Scope = hold.Scope, Matter = hold.Matter, Contact = hold.Contact, Code = code };
        await log.AppendAsync(HoldRecord.Of(after, what, ended.By, what == HoldAnswer.Refused ? ended.Why : "The issuer has released it."), (connection, _) =>
        {
            ScopeRows.Delete(connection, hold.N);
            connection.Execute("UPDATE legal_holds SET state=@what, code=@code, answered=@now, released_by=@By, released_why=@why WHERE n=@N",
                new { what, code, now, ended.By, why = what == HoldAnswer.Released ? ended.Why : null, hold.N });
        });
        signal.Set();
    }

    /// <summary>Why it is not placed; null when it is.</summary>
    private (string Answer, DecisionCode Code, string Detail)? Refusal(ProviderName issuer, HeldScope scope)
    {
        if (agreements.Check(issuer) is { } none)
            return (HoldAnswer.Refused, DecisionCodes.NoFederationAgreement, none.Detail ?? DecisionCodes.NoFederationAgreement.Meaning);
        if (ScopeRules.FaultOf(scope) is { } large)
            return (HoldAnswer.Refused, large.Code, large.Detail ?? large.Code.Meaning);
        if (!shared.Has(issuer, scope))
            return (HoldAnswer.Refused, DecisionCodes.BlockedPolicy, "The scope has nothing that the two organisations have shared.");
        if (scope.Before is { } before && WireTime.Parse(before) < time.GetUtcNow() && !shared.Any(issuer, scope))
            return (HoldAnswer.NotFound, DecisionCodes.NotFound, "Nothing in scope is here, and nothing can come any more.");
        return null;
    }

    private static HoldAnswer AnswerOf(HoldRow hold) => new(TransactionId.Parse(hold.Id), hold.State, hold.Answered, hold.Code, hold.Detail);
}

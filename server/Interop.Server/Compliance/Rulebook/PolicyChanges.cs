using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.PolicyApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using NodaTime;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>
/// Changes of the policy book (spec 7.8), one after the other: each names the version that it was made on (its ETag), is a record of the archive before
/// it counts, and needs a second person before it decides on anything. A crash before the commit: nothing has changed; after it: the book is read so.
/// </summary>
internal sealed class PolicyChanges(ServerOptions options, Database database, AppendLog log, PolicyCompiler compiler, PolicyBook book, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);

    public void Dispose() => one.Dispose();

    /// <summary>Writes the next version, or writes on in the one that is a draft.</summary>
    /// <exception cref="ProblemException">5.5.0: it would not compile, and where; 5.5.2: it was changed meanwhile; 5.1.0: not for this role.</exception>
    public Task<PolicyVersionView> DraftAsync(Principal principal, string name, PolicyDefinition definition, string? ifMatch) => ChangeAsync(principal, name, "drafted", rows =>
    {
        if (!IsName(name))
            throw new ProblemException(DecisionCodes.Malformed, $"A policy's name has 1 to {PolicyLimits.NameLengthMax} lower-case letters, digits and hyphens, and begins with a letter.");
        compiler.Check(definition);
        var last = rows.Count == 0 ? null : rows[^1];
        if (last is not null && last.Kind != definition.Kind)
            throw new ProblemException(DecisionCodes.Malformed, $"/kind: this policy is of the kind {last.Kind}; another kind is another policy.");
        if (last is null && database.Read(PolicyRow.All).Select(r => r.Name).Distinct(StringComparer.Ordinal).Count() >= PolicyLimits.PoliciesMax || rows.Count >= PolicyLimits.VersionsMax)
            throw new ProblemException(DecisionCodes.TooLarge, $"The book has at most {PolicyLimits.PoliciesMax} policies, of at most {PolicyLimits.VersionsMax} versions each.");
        Matches(last, ifMatch, isNew: last is null);
        var isDraft = last is not null && StateOf(rows, last) == PolicyState.Draft;
        var authors = isDraft ? JsonSerializer.Deserialize(last!.Authors, OcipJson.Default.StringArray)! : [];
        return new PolicyRow
        {
            Name = name, Kind = definition.Kind, Version = isDraft ? last!.Version : (last?.Version ?? 0) + 1, Author = principal.Account,
            Definition = JsonSerializer.Serialize(definition, OcipJson.Default.PolicyDefinition),
            Authors = JsonSerializer.Serialize([.. authors.Append(principal.Account).Distinct(StringComparer.Ordinal)], OcipJson.Default.StringArray), Written = Now, Revision = (isDraft ? last!.Revision : 0) + 1,
        };
    });

    /// <summary>Asks for a second person's approval; from then on nobody writes in it.</summary>
    /// <exception cref="ProblemException">As <see cref="DraftAsync"/>; 5.5.4: no such version; 5.5.2: it is no draft.</exception>
    public Task<PolicyVersionView> ProposeAsync(Principal principal, string name, int version, PolicyProposal proposal, string? ifMatch) => ChangeAsync(principal, name, "proposed", rows =>
    {
        var row = Find(rows, version, ifMatch);
        Expect(rows, row, PolicyState.Draft);
        if (proposal.Effective is { } effective && !WireTime.TryParse(effective, out _))
            throw new ProblemException(DecisionCodes.Malformed, "effective: a time of the form 2026-01-31T09:30:00.000Z is expected.");
        compiler.Check(row.Says);
        var authors = JsonSerializer.Deserialize(row.Authors, OcipJson.Default.StringArray)!;
        return row with
        {
            ProposedBy = principal.Account, Proposed = Now, Effective = proposal.Effective,
            Authors = JsonSerializer.Serialize([.. authors.Append(principal.Account).Distinct(StringComparer.Ordinal)], OcipJson.Default.StringArray),
        };
    });

    /// <summary>A second person says yes: it is in force from its effective date on.</summary>
    /// <exception cref="ProblemException">As <see cref="ProposeAsync"/>; 5.1.0: who has written or proposed it cannot approve it.</exception>
    public Task<PolicyVersionView> ApproveAsync(Principal principal, string name, int version, string? ifMatch) => ChangeAsync(principal, name, "approved", rows =>
    {
        var row = Find(rows, version, ifMatch);
        Expect(rows, row, PolicyState.Proposed);
        if (row.IsWrittenBy(principal.Account))
            throw new ProblemException(DecisionCodes.BlockedPolicy, "Who has written or proposed a version cannot approve it; a second person can.");
        compiler.Check(row.Says);
        var now = Now;
        return row with { ApprovedBy = principal.Account, Approved = now, Effective = row.Effective is { } planned && string.CompareOrdinal(planned, now) > 0 ? planned : now };
    });

    /// <summary>
    /// Withdraws what was not approved yet, at once. What is approved is taken out of force by two: the first one asks, a second person does it, since a
    /// policy that ends lets things pass.
    /// </summary>
    /// <exception cref="ProblemException">As <see cref="ProposeAsync"/>.</exception>
    public Task<PolicyVersionView> RetireAsync(Principal principal, string name, int version, string? ifMatch) => ChangeAsync(principal, name, "retired", rows =>
    {
        var row = Find(rows, version, ifMatch);
        if (StateOf(rows, row) == PolicyState.Retired)
            throw new ProblemException(DecisionCodes.TransactionConflict, "This version is not in force any more.");
        if (row.ApprovedBy is not null && (row.RetirementBy is null || row.RetirementBy == principal.Account))
            return row with { RetirementBy = principal.Account };
        return row with { RetiredBy = principal.Account, Retired = Now };
    });

    /// <summary>What is shown of a version.</summary>
    public PolicyVersionView View(IReadOnlyList<PolicyRow> rows, PolicyRow row)
    {
        var state = StateOf(rows, row);
        var successor = row.ApprovedBy is null ? null : rows.Where(r => r.ApprovedBy is not null && r.Version > row.Version).OrderBy(r => r.Version).FirstOrDefault(r => string.CompareOrdinal(r.Effective, Now) <= 0);
        return new PolicyVersionView
        {
            Name = row.Name, Version = (int)row.Version, State = state, RecordName = $"{row.Kind}:{row.Name}/{row.Version}", Definition = row.Says, Author = row.Author, Written = row.Written,
            ProposedBy = row.ProposedBy, Proposed = row.Proposed, ApprovedBy = row.ApprovedBy, Approved = row.Approved, Effective = row.Effective, RetirementBy = row.RetirementBy,
            RetiredBy = row.RetiredBy, Retired = row.Retired ?? (state == PolicyState.Retired ? successor?.Effective : null), Etag = row.Etag,
        };
    }

    /// <summary>The rows of a policy.</summary>
    /// <exception cref="ProblemException">5.5.4: there is none.</exception>
    public IReadOnlyList<PolicyRow> Rows(string name) =>
        database.Read(c => PolicyRow.Of(c, name)) is { Count: > 0 } rows ? rows : throw new ProblemException(DecisionCodes.NotFound, $"There is no policy {name}.");

    private async Task<PolicyVersionView> ChangeAsync(Principal principal, string name, string state, Func<IReadOnlyList<PolicyRow>, PolicyRow> change)
    {
        if (options.Proxy is not null)
            throw new ProblemException(DecisionCodes.ProfileNotSupported, "The compliance proxy decides here; its policies are written at the proxy.");
        // Who looks for something must not be able to make it stop being looked for.
        if (principal.Scopes.Contains(Roles.Investigator))
            throw new ProblemException(DecisionCodes.BlockedPolicy, "An investigator changes no policy.");
        await one.WaitAsync();
        try
        {
            var rows = database.Read(c => PolicyRow.Of(c, name));
            var before = change(rows);
            var row = before with { Revision = rows.Find(r => r.Version == before.Version)?.Revision + 1 ?? 1 };
            var done = state == "retired" && row.Retired is null ? "retirement-asked" : state;
            var fields = new JsonObject { ["what"] = "policy", ["name"] = row.Name, ["version"] = row.Version, ["state"] = done };
            if (row.Effective is { } effective)
                fields["effective"] = effective;
            await log.AppendAsync(
                new LogRecord(LogRecord.Policy, fields, new JsonObject { ["by"] = principal.Account, ["value"] = JsonNode.Parse(row.Definition) }),
                (connection, _) => row.Put(connection));
            book.Renew(Instant.FromDateTimeOffset(time.GetUtcNow()));
            return View(Rows(name), row);
        }
        finally
        {
            one.Release();
        }
    }

    private static PolicyRow Find(IReadOnlyList<PolicyRow> rows, int version, string? ifMatch)
    {
        var row = rows.FirstOrDefault(r => r.Version == version) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such version of a policy.");
        Matches(row, ifMatch, isNew: false);
        return row;
    }

    /// <summary>What was looked at is what is changed: two who write at once do not lose each other's words.</summary>
    private static void Matches(PolicyRow? row, string? ifMatch, bool isNew)
    {
        if (isNew ? ifMatch is not null : ifMatch?.Trim('"') != row!.Etag)
            throw new ProblemException(DecisionCodes.TransactionConflict, isNew ? "There is no such policy yet; leave If-Match out." : "It was changed meanwhile, or If-Match is missing; read its latest version again, and name its ETag.");
    }

    private void Expect(IReadOnlyList<PolicyRow> rows, PolicyRow row, string state)
    {
        if (StateOf(rows, row) is var stands && stands != state)
            throw new ProblemException(DecisionCodes.TransactionConflict, $"This version is {stands}, not {state}.");
    }

    private string StateOf(IReadOnlyList<PolicyRow> rows, PolicyRow row) => PolicyTimes.StateOf(rows, row, Instant.FromDateTimeOffset(time.GetUtcNow()));

    private string Now => WireTime.Format(time.GetUtcNow());

    private static bool IsName(string name) =>
        name.Length is > 0 and <= PolicyLimits.NameLengthMax && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}

using System.Text.Json;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Media.Text;
using Interop.Server.Storage;

namespace Interop.Server.Compliance.Content;

/// <summary>
/// Where the policies that a record names have found something (spec 7.10). Each version is compiled once and kept for a while, since compiling is dear;
/// a version never changes once it has judged.
/// </summary>
internal sealed partial class RecordedHits(Database database, PolicyBook book, AttachedTexts files, ILogger<RecordedHits> logger)
{
    private const int VersionsMax = 32;

    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Compiled>> known = new(StringComparer.Ordinal);
    private readonly LinkedList<Compiled> byUse = new();

    /// <summary>The places of all policies, one after the other, and whether there are more of one than are told.</summary>
    /// <param name="asked">Names with versions, as the record has them.</param>
    /// <param name="type">Of the event.</param>
    /// <param name="content">As it was written.</param>
    public (List<PolicyHit> Hits, bool IsCut) Of(IEnumerable<string> asked, string type, JsonElement content)
    {
        var (found, cut) = (new List<PolicyHit>(), false);
        foreach (var name in asked)
        {
            if (VersionOf(name) is not { Finder: { } finder, Version: { } version })
                continue;
            try
            {
                var hits = PolicyHits.Of(version, finder, type, content, files);
                cut |= hits.Count >= PolicyHits.HitsMax;
                found.AddRange(hits);
            }
            catch (PolicyLimitException fault)
            {
                // It could not judge the event either, and the record says so: there is nothing to mark.
                LogUnmarked(name, fault);
            }
        }
        return (found, cut);
    }

    /// <summary>A term as it was written, or a detector's name.</summary>
    /// <param name="name">kind:name/version.</param>
    /// <param name="what">Its number there; null when the version or the number is not known.</param>
    public string? TermOf(string name, int what)
    {
        if (what < 0)
            return PolicyHit.UnreadableTerm;
        return VersionOf(name) is { Finder: { } finder } && what < finder.Count ? finder.NameOf(what) : null;
    }

    private Compiled VersionOf(string name)
    {
        lock (gate)
        {
            if (known.TryGetValue(name, out var node))
            {
                byUse.Remove(node);
                byUse.AddFirst(node);
                return node.Value;
            }
        }
        // Outside the lock: two who need the same at once compile it twice, which is no harm.
        var compiled = Compile(name);
        lock (gate)
        {
            if (!known.ContainsKey(name))
                known[name] = byUse.AddFirst(compiled);
            while (known.Count > VersionsMax && byUse.Last is { } last)
            {
                byUse.RemoveLast();
                known.Remove(last.Value.Name);
            }
        }
        return compiled;
    }

    private Compiled Compile(string name)
    {
        var (colon, slash) = (name.IndexOf(':', StringComparison.Ordinal), name.LastIndexOf('/'));
        if (colon <= 0 || slash <= colon || !int.TryParse(name.AsSpan(slash + 1), out var number))
            return new Compiled(name, null, null);
        if (book.InForce(name) is { Inner: ContentPolicy judged } policy)
            return new Compiled(name, policy.Source, judged.Finder);
        if (database.Read(c => PolicyRow.Of(c, name[(colon + 1)..slash])).Find(r => r.Version == number) is not { } row)
            return new Compiled(name, null, null);
        var version = PolicyCompiler.Read(row, PolicyState.Draft);
        try
        {
            return new Compiled(name, version, PolicyHits.FinderOf(version));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // An older server could compile it: its hits are not shown, the event is.
            LogUncompiled(name, fault);
            return new Compiled(name, version, null);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Policy {Policy} does not compile any more; what it has found is not marked")]
    private partial void LogUncompiled(string policy, Exception fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "What policy {Policy} would have found in an event is not marked")]
    private partial void LogUnmarked(string policy, Exception fault);

    private sealed record Compiled(string Name, PolicyVersion? Version, ITextFinder? Finder);
}

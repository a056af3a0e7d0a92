using Interop.Protocol.ReviewApi;
using Interop.Server.Identity;
using Interop.Server.Supervision.Items;
using Interop.Server.Supervision.Settings;

namespace Interop.Server.Supervision;

/// <summary>
/// What one officer sees of supervision, and may do (spec 07.9): a reviewer the queues of which the account is a reviewer, a supervisor the own people,
/// an examiner all of it, and does nothing. Nobody reviews what the own personas have written, or what was written to them that is an item of theirs.
/// </summary>
internal sealed class Reviewer
{
    private readonly bool reviews;
    private readonly SupervisionSettings settings;
    private readonly GroupMembers groups;
    private readonly HashSet<long> own;

    public Reviewer(Principal principal, SettingsBook book, GroupMembers groups)
    {
        Principal = principal;
        (settings, this.groups) = (book.Current, groups);
        own = groups.PersonasOf(principal.Account);
        reviews = principal.Scopes.Contains(Roles.Reviewer);
        SeesAll = principal.Scopes.Contains(Roles.Examiner);
        Queues = settings.Queues.Where(q => reviews && (q.Levels is null || q.Levels.Any(level => Has(level, principal.Account)))).Select(q => q.Name).ToHashSet(StringComparer.Ordinal);
        // What no queue takes is for every reviewer, and gives none of them more than its items.
        ItemQueues = reviews && !Array.Exists(settings.Queues, q => q.Name == SettingsBook.DefaultQueue) ? [.. Queues, SettingsBook.DefaultQueue] : [.. Queues];
        var isSupervisor = principal.Scopes.Contains(Roles.Supervisor);
        People = groups.Together(settings.Groups.Where(g => isSupervisor && g.Supervisors.Contains(principal.Account)).Select(g => g.Group));
    }

    public Principal Principal { get; }

    public string Account => Principal.Account;

    public bool SeesAll { get; }

    /// <summary>Those whose items the officer sees.</summary>
    public IReadOnlySet<string> Queues { get; }

    /// <summary>The same, and the one for what no queue takes, where the settings do not name it.</summary>
    public HashSet<string> ItemQueues { get; }

    /// <summary>Rows of the people whose items the officer sees, in every queue.</summary>
    public IReadOnlySet<long> People { get; }

    public bool Sees(ItemRow item) => SeesAll || (!IsOf(own, item) && (ItemQueues.Contains(item.Queue) || People.Contains(item.Person)));

    /// <summary>Whether the officer reviews at the level at which the item is.</summary>
    public bool MayAct(ItemRow item) => !IsOf(own, item) && (People.Contains(item.Person) || (reviews && IsReviewerOf(item, Account)));

    /// <summary>Whether an item of this queue and level can be given to an account.</summary>
    public bool IsReviewerOf(ItemRow item, string account) =>
        !IsOf(account == Account ? own : groups.PersonasOf(account), item)
        && (Array.Find(settings.Queues, q => q.Name == item.Queue) is not { Levels: { } levels } || (item.Level <= levels.Length && Has(levels[(int)item.Level - 1], account))
            || settings.Groups.Any(g => g.Supervisors.Contains(account)));

    /// <summary>How many levels the item's queue has.</summary>
    public int LevelsOf(ItemRow item) => Array.Find(settings.Queues, q => q.Name == item.Queue)?.Levels?.Length ?? 1;

    private static bool IsOf(HashSet<long> personas, ItemRow item) => personas.Contains(item.Sender) || personas.Contains(item.Person);

    private static bool Has(string[] level, string account) => level.Length == 0 || level.Contains(account);
}

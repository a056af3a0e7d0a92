using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Versions;

/// <summary>What became of one id from one version to a later one: added (no before), retired (no after), or changed.</summary>
/// <param name="Before">As it was; null when it was added.</param>
/// <param name="After">As it is; null when it was retired.</param>
internal sealed record RequirementChange(Requirement? Before, Requirement? After)
{
    public string Id => (After ?? Before)!.Id;

    public bool IsAdded => Before is null;

    public bool IsRetired => After is null;

    public bool HasOtherText => Before is not null && After is not null && Before.Text != After.Text;

    /// <summary>What else changed, as name, before, after.</summary>
    public IEnumerable<(string What, string Was, string Is)> Fields => Before is null || After is null
        ? []
        : new[] { ("level", Before.Level, After.Level), ("for", Before.Actor, After.Actor), ("profile", Before.Profile, After.Profile), ("section", Before.Section, After.Section) }
            .Where(changed => changed.Item2 != changed.Item3);

    /// <summary>Every id that differs, in the order of the pages.</summary>
    public static IReadOnlyList<RequirementChange> Between(StandardFolder before, StandardFolder after)
    {
        var was = before.Requirements.DistinctBy(r => r.Id).ToDictionary(r => r.Id, StringComparer.Ordinal);
        var now = after.Requirements.DistinctBy(r => r.Id).ToDictionary(r => r.Id, StringComparer.Ordinal);
        return
        [
            .. was.Keys.Union(now.Keys).Select(id => new RequirementChange(was.GetValueOrDefault(id), now.GetValueOrDefault(id)))
                .Where(change => change.IsAdded || change.IsRetired || change.HasOtherText || change.Fields.Any())
                .OrderBy(change => (change.After ?? change.Before)!.Order),
        ];
    }
}

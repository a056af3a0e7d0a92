using System.Text;
using Interop.Protocol.Content;
using Interop.Protocol.ReviewApi;

namespace Interop.Server.Supervision.Settings;

/// <summary>What settings of supervision may be (spec 07.9).</summary>
internal static class SettingsRules
{
    public const string Outbound = "outbound";
    public const string Inbound = "inbound";

    public static readonly IReadOnlyList<string> Dispositions = ["compliant", "nonCompliant", "questionable", "falsePositive"];

    private const int NameOctetsMax = 64;
    private const int TextOctetsMax = 2048;
    private const int ListMax = 100;
    private const int GroupsMax = 1000;
    private const int OwnDispositionsMax = 50;
    private const int LevelsMax = 5;

    /// <summary>What is wrong, in one sentence; null for nothing.</summary>
    public static string? Fault(SupervisionSettings settings)
    {
        if (settings.Queues.Length > ListMax || settings.Plans.Length > ListMax || settings.Templates.Length > ListMax || settings.Groups.Length > GroupsMax || settings.Dispositions.Length > OwnDispositionsMax)
            return $"There are at most {ListMax} queues, plans and templates, {GroupsMax} groups and {OwnDispositionsMax} own dispositions.";
        foreach (var names in new[] { settings.Queues.Select(q => q.Name), settings.Plans.Select(p => p.Name), settings.Templates.Select(t => t.Name), settings.Groups.Select(g => g.Group), settings.Dispositions.Concat(Dispositions) })
        {
            var list = names.ToList();
            if (list.Exists(IsWrong) || list.Distinct(StringComparer.Ordinal).Count() != list.Count)
                return $"A name has 1 to {NameOctetsMax} octets of clean text, and names one thing.";
        }
        if (settings.Templates.Any(t => t.Text.Length == 0 || Encoding.UTF8.GetByteCount(t.Text) > TextOctetsMax || TextRules.IndexOfRefused(t.Text) >= 0))
            return $"A template has 1 to {TextOctetsMax} octets of clean text.";
        if (settings.Groups.Any(g => AreWrong(g.Supervisors) || (g.Minimum is { } share && SampleDraw.Millionths(share) is null)))
            return "A group has names of accounts, and of a minimum a percentage of up to four decimals.";
        return settings.Queues.Select(Fault).Concat(settings.Plans.Select(plan => Fault(plan, settings))).FirstOrDefault(fault => fault is not null);
    }

    private static string? Fault(ReviewQueue queue)
    {
        if (AreWrong(queue.Policies) || AreWrong(queue.Groups) || AreWrong(queue.Must?.Groups) || AreWrong(queue.Must?.Policies))
            return $"Queue {queue.Name}: lists have at most {ListMax} names.";
        if (queue.Levels is { } levels && (levels.Length is 0 or > LevelsMax || levels.Any(AreWrong)))
            return $"Queue {queue.Name}: there are 1 to {LevelsMax} levels, each a list of accounts.";
        if (queue.Sources is { } sources && sources.Any(s => s is not (ItemSources.Policy or ItemSources.Sample or ItemSources.Report or ItemSources.Held)))
            return $"Queue {queue.Name}: sources are policy, sample, report and held.";
        return queue.DueHours is < 1 or > 8760 ? $"Queue {queue.Name}: dueHours is 1 to 8760." : null;
    }

    private static string? Fault(SamplingPlan plan, SupervisionSettings settings)
    {
        if (settings.Queues.All(q => q.Name != plan.Queue))
            return $"Plan {plan.Name}: there is no queue {plan.Queue}.";
        if (SampleDraw.Millionths(plan.Percent) is null || plan.Minimum is < 0 or > 1000 || AreWrong(plan.Groups) || AreWrong(plan.Networks))
            return $"Plan {plan.Name}: percent is 0 to 100 with up to four decimals, minimum 0 to 1000.";
        if (plan.Method is not (SampleDraw.Guaranteed or SampleDraw.Statistical) || plan.Directions?.Any(d => d is not (Outbound or Inbound)) == true)
            return $"Plan {plan.Name}: the method is guaranteed or statistical, directions are outbound and inbound.";
        return null;
    }

    private static bool AreWrong(string[]? names) => names is not null && (names.Length > ListMax || names.Any(IsWrong));

    private static bool IsWrong(string name) => name.Length == 0 || Encoding.UTF8.GetByteCount(name) > NameOctetsMax || TextRules.IndexOfRefused(name) >= 0;
}

using System.Text;
using System.Text.RegularExpressions;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Retention;

namespace Interop.Server.Retention;

/// <summary>What a schedule must be like to be taken (spec 9.4).</summary>
internal static partial class ScheduleRules
{
    /// <summary>So many that a set of them fits one number.</summary>
    public const int ClassesMax = 64;

    private const int BasisOctetsMax = 128;
    private const int ListMax = 1000;

    /// <summary>What is wrong with it, as a sentence; null for nothing.</summary>
    public static string? FaultOf(RetentionClass[] classes)
    {
        if (classes.Length > ClassesMax)
            return $"A schedule has at most {ClassesMax} classes.";
        if (classes.Select(c => c.Class).Distinct(StringComparer.Ordinal).Count() < classes.Length)
            return "Two classes have the same name.";
        if (classes.Count(c => c.Class == BuiltInClasses.DefaultName) != 1)
            return "The class default is always there, and stands in the schedule once.";
        return classes.Select(FaultOf).FirstOrDefault(fault => fault is not null);
    }

    private static string? FaultOf(RetentionClass one)
    {
        if (!Name().IsMatch(one.Class))
            return "The name of a class has 1 to 64 characters: a lower-case letter, then lower-case letters, digits, dots and hyphens.";
        if (one.Start is not (BuiltInClasses.Archived or BuiltInClasses.Occasion))
            return $"{one.Class}: start is archived or occasion.";
        if (one.Basis.Length == 0 || Encoding.UTF8.GetByteCount(one.Basis) > BasisOctetsMax || one.Basis.Any(char.IsControl))
            return $"{one.Class}: basis has 1 to {BasisOctetsMax} octets.";
        foreach (var duration in new[] { one.Minimum, one.Hot, one.Maximum })
        {
            if (duration is not null && !RetentionDuration.TryParse(duration, out _))
                return $"{one.Class}: '{duration}' is not a duration of years, months and days such as P3Y.";
        }
        if (one.Jurisdiction is { } codes && (codes.Length is 0 or > 8 || !Array.TrueForAll(codes, Jurisdiction().IsMatch)))
            return $"{one.Class}: jurisdiction is 1 to 8 codes such as US or US-NY.";
        if (one.Class == BuiltInClasses.DefaultName && (one.AppliesTo is not null || one.Start != BuiltInClasses.Archived))
            return "default applies where no other class does, and starts when a record is archived.";
        return one.AppliesTo is { } scope ? FaultOf(one.Class, scope) : null;
    }

    private static string? FaultOf(string name, RetentionScope scope)
    {
        string[]?[] lists = [scope.Groups, scope.Networks, scope.Types, scope.Labels, scope.Rooms];
        if (!lists.Any(list => list is not null))
            return $"{name}: appliesTo without a member would say nothing; leave it out to apply to all events.";
        if (lists.Any(list => list is { Length: 0 or > ListMax }))
            return $"{name}: a list of appliesTo has 1 to {ListMax} entries.";
        return scope.Rooms?.FirstOrDefault(room => !RoomId.TryParse(room, out _)) is { } wrong ? $"{name}: '{wrong}' is not the id of a room." : null;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9.-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Z]{2}(-[A-Z0-9]{1,3})?\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Jurisdiction();
}

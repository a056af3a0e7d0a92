using System.Text.RegularExpressions;
using Interop.Server.Tests.Tidy;

namespace Interop.Server.Tests.Specification;

/// <summary>The wire types that are bodies of requests: those that the server reads, and those that are called so.</summary>
internal static partial class RequestTypes
{
    public static IReadOnlySet<string> Names { get; } =
        SpecFolder.Sources("server/Interop.Server").SelectMany(file => Accepts().Matches(Repository.Text(file))).Select(match => match.Groups["type"].Value)
            .Concat(WireTypes.All.Select(type => type.Name).Where(name => name.EndsWith("Request", StringComparison.Ordinal))).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\.Accepts<(?<type>\w+)>", RegexOptions.NonBacktracking)]
    private static partial Regex Accepts();
}

using System.Text.RegularExpressions;
using Interop.Server.Tests.Tidy;

namespace Interop.Server.Tests.Specification;

/// <summary>The wire types that the server reads as bodies of requests.</summary>
internal static partial class RequestTypes
{
    public static IReadOnlySet<string> Names { get; } =
        SpecFolder.Sources("server/Interop.Server").SelectMany(file => Accepts().Matches(Repository.Text(file))).Select(match => match.Groups["type"].Value).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\.Accepts<(?<type>\w+)>", RegexOptions.NonBacktracking)]
    private static partial Regex Accepts();
}

using System.Text.RegularExpressions;
using Interop.Cli.Spec.Sources;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>The tables of requests in the pages are the requests that the server serves, all of them and no others.</summary>
public sealed partial class EndpointTests
{
    // Page → below which path its table's requests are. The archive's are written out, as are the client's.
    private static readonly Dictionary<string, string> Tables = new(StringComparer.Ordinal)
    {
        ["02-transport-and-discovery.md"] = "", ["06-federation.md"] = "/federation", ["07-compliance-proxy.md"] = "", ["08-archive-and-evidence.md"] = "", ["09-retention-and-legal-hold.md"] = "", ["10-people.md"] = "", ["11-bridges.md"] = "/bridge", ["13-client-api.md"] = "",
    };

    [Fact]
    public void Requests_InThePages_AreThoseThatAreServed()
    {
        var written = Tables.SelectMany(table => Written(SpecFolder.Page(table.Key), table.Value)).ToHashSet(StringComparer.Ordinal);
        var served = SpecFolder.Sources("server/Interop.Server").SelectMany(Served).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(served);
        Findings.None(served.Except(written).Select(request => $"{request} is served and in no page"));
        Findings.None(written.Except(served).Select(request => $"{request} is in a page and not served"));
    }

    /// <summary>Of rows such as | `GET`, `PUT /a/{b}?c={d}` | …: GET /a/{} and PUT /a/{}.</summary>
    private static IEnumerable<string> Written(SpecPage page, string below)
    {
        foreach (var line in page.Text.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            var methods = new List<string>();
            foreach (Match span in CodeSpan().Matches(line.Split('|')[1]))
            {
                var words = span.Groups["code"].Value.Split(' ');
                if (words[0] is not ("GET" or "POST" or "PUT" or "DELETE"))
                    break;
                methods.Add(words[0]);
                if (words.Length == 1)
                    continue;
                foreach (var method in methods)
                    yield return $"{method} {below}{Parameter().Replace(words[1].Split('?')[0], "{}")}";
                methods.Clear();
            }
        }
    }

    /// <summary>Of client.MapGet("/rooms/{room:guid}", …): GET /client/rooms/{}.</summary>
    private static IEnumerable<string> Served(string file)
    {
        var text = Repository.Text(file);
        var groups = Group().Matches(text).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["path"].Value);
        foreach (Match map in Map().Matches(text))
        {
            var path = groups.GetValueOrDefault(map.Groups["on"].Value, "") + map.Groups["path"].Value;
            yield return $"{map.Groups["method"].Value.ToUpperInvariant()} {Parameter().Replace(path.Replace("/ocip/v1", "", StringComparison.Ordinal), "{}")}";
        }
    }

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.NonBacktracking)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();

    [GeneratedRegex("""var (?<name>\w+) = routes\.MapGroup\("(?<path>[^"]+)"\)""", RegexOptions.NonBacktracking)]
    private static partial Regex Group();

    [GeneratedRegex(@"\b(?<on>\w+)\.Map(?<method>Get|Post|Put|Delete)\(""(?<path>[^""]+)""", RegexOptions.NonBacktracking)]
    private static partial Regex Map();
}

using System.Text.RegularExpressions;
using Interop.Protocol.Decisions;

namespace Interop.Client.Live;

/// <summary>SignalR carries an error as one sentence; the server puts the decision code first in it: <c>… HubException: 5.5.1 …</c>.</summary>
internal static partial class HubProblem
{
    public static Problem Of(string message)
    {
        var found = Code().Match(message);
        if (!found.Success)
            return Problem.Of(DecisionCodes.ArchiveUnavailable, message);
        var code = found.Groups["code"].Value;
        var detail = message[(found.Index + found.Length)..].TrimStart(' ', ':');
        return DecisionCodes.Find(code) is { } known
            ? Problem.Of(known, detail)
            : new Problem { Type = $"urn:ocip:code:{code}", Title = "unknown code", Status = code[0] == '4' ? 503 : 400, Code = code, Detail = detail };
    }

    [GeneratedRegex(@"(?:HubException: |^)(?<code>[245]\.\d{1,3}\.\d{1,3})", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Code();
}

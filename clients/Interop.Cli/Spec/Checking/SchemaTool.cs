using System.Diagnostics;
using System.Text.Json;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>
/// spec/tools/check.mjs: what needs a JSON Schema validator, in one process of Node.js, since .NET has none of version 2020-12. A checkout
/// without it has nothing to judge.
/// </summary>
internal static class SchemaTool
{
    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(2);

    public static IReadOnlyList<Finding> Find(StandardFolder standard)
    {
        var tool = standard.At("tools", "check.mjs");
        if (!File.Exists(tool))
            return [];
        try
        {
            var start = new ProcessStartInfo("node", [tool, "--json"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            using var node = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
            var (output, complaint) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
            if (!node.WaitForExit(RunMax))
            {
                node.Kill(entireProcessTree: true);
                return [Of(standard, tool, $"the check of schemas did not end within {RunMax.TotalMinutes:0} minutes: run node spec/tools/check.mjs by hand to see where it stays")];
            }
            var lines = output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            // Its last line says how much was checked; without it the tool broke off.
            return lines is [.., var last] && last.StartsWith("{\"summary\"", StringComparison.Ordinal)
                ? [.. lines.Select(Read).OfType<Finding>()]
                : [Of(standard, tool, $"the schemas could not be checked: {Reason(complaint.Result)}")];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return [Of(standard, tool, "the schemas could not be checked: there is no Node.js; run ./interop setup")];
        }
    }

    /// <summary>A line such as {"check": "example X.json", "file": "spec/examples/X.json", "ok": false, "fault": "…"}; null when nothing was wrong.</summary>
    private static Finding? Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        return root.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.False
            ? new Finding(root.GetProperty("file").GetString()!, 1, $"{root.GetProperty("check").GetString()}: {root.GetProperty("fault").GetString()}: mend the file or its schema")
            : null;
    }

    /// <summary>The line of a complaint that names the error, else its first.</summary>
    private static string Reason(string complaint)
    {
        var lines = complaint.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line => line.StartsWith("Error:", StringComparison.Ordinal)) ?? lines.FirstOrDefault("no reason was given");
    }

    private static Finding Of(StandardFolder standard, string tool, string message) => new(standard.Shown(tool), 1, message);
}

using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Server.Tests.Specification;

/// <summary>
/// spec/tools/check.mjs: the checks that need a JSON Schema validator, in one process of Node.js. `./interop setup` gets Node.js and the packages.
/// </summary>
internal static class SpecTool
{
    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(2);

    /// <summary>A value to be judged by a schema, such as SubmitRequest or Common#UserId.</summary>
    /// <param name="Name">For the finding.</param>
    /// <param name="Schema">Schema, or definition.</param>
    /// <param name="Value">What is judged.</param>
    /// <param name="IsValid">How it must come out.</param>
    public sealed record Case(string Name, string Schema, JsonNode? Value, bool IsValid = true)
    {
        public JsonObject Line() => new() { ["name"] = Name, ["schema"] = Schema, ["value"] = Value?.DeepClone(), ["valid"] = IsValid };
    }

    /// <summary>Runs every check, and judges these cases too.</summary>
    /// <param name="lines">Cases, or exchanges (<see cref="Exchange"/>).</param>
    /// <returns>What is wrong, one line each.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(IEnumerable<JsonObject> lines)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(SpecFolder.Spec, "tools", "check.mjs"), "--json", "--cases"])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var node = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        using var late = new CancellationTokenSource(RunMax);
        var (output, complaints) = (node.StandardOutput.ReadToEndAsync(late.Token), node.StandardError.ReadToEndAsync(late.Token));
        foreach (var line in lines)
            await node.StandardInput.WriteLineAsync(line.ToJsonString());
        node.StandardInput.Close();
        await node.WaitForExitAsync(late.Token);
        var told = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (node.ExitCode > 1 || told.Length == 0)
            throw new InvalidOperationException($"node ended with {node.ExitCode}: {await complaints}");
        return [.. told.Select(line => JsonNode.Parse(line)!).Where(line => line["ok"]?.GetValueKind() == JsonValueKind.False).Select(line => $"{line["file"]}: {line["check"]}: {line["fault"]}")];
    }
}

using System.Text.Json.Nodes;
using Interop.Cli.Bench.Machine;
using Spectre.Console;

namespace Interop.Cli.Bench.Proxy;

/// <summary>What a run of bench proxy measured: the same load on a server with its policies in the process, and on one with a compliance proxy beside it.</summary>
internal sealed record ProxyReport(ProxyOptions Options, ProxyWorld Inside, ProxyWorld Beside)
{
    private const int RedirectedCharacters = 160;

    public bool IsGood => Inside.Fault is null && Beside.Fault is null;

    public string ToJson() => new JsonObject
    {
        ["bench"] = "proxy", ["pairs"] = Options.Pairs, ["rate"] = Options.Rate, ["rounds"] = Options.Rounds, ["window"] = Options.Window, ["bodyOctets"] = Payload.Octets,
        ["cores"] = SignatureRates.Cores, ["good"] = IsGood, ["inProcess"] = Json(Inside), ["remote"] = Json(Beside),
        ["addedP50Ms"] = Added(50), ["addedP95Ms"] = Added(95), ["addedP99Ms"] = Added(99),
    }.ToJsonString();

    /// <summary>A table for people, then one JSON line.</summary>
    public void Print()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("", "policies in the process", "compliance proxy on loopback");
        table.AddRow("evaluation of an event", Evaluation(Inside), Evaluation(Beside));
        table.AddRow($"client to client at {Options.Rate:N0} messages/s", Inside.Open.ToString(), Beside.Open.ToString());
        table.AddRow("added by the proxy", "", $"p50 {Added(50)} ms, p95 {Added(95)} ms, p99 {Added(99)} ms");
        table.AddRow($"closed loop, window {Options.Window}", $"{Inside.PerSecond:N0} messages/s", $"{Beside.PerSecond:N0} messages/s");
        table.AddRow("processor a message, closed loop", Cpu(Inside), Cpu(Beside));
        table.AddRow("delivered once, archived, verified offline", Markup.Escape(Inside.Fault ?? "yes"), Markup.Escape(Beside.Fault ?? "yes; and decided on once in the proxy's log"));
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = RedirectedCharacters;
        AnsiConsole.Write(table);
        Console.WriteLine(ToJson());
    }

    /// <summary>Difference of the same percentile of both, from client to client: what a person notices.</summary>
    private double Added(int percent) => Math.Round(Beside.Open.Percentile(percent) - Inside.Open.Percentile(percent), 3);

    private static JsonObject Json(ProxyWorld world) => new()
    {
        ["evaluation"] = new JsonObject { ["count"] = world.Evaluation.Count, ["p50Us"] = Us(world, 50), ["p95Us"] = Us(world, 95), ["p99Us"] = Us(world, 99) },
        ["latency"] = world.Open.ToJson(), ["messagesPerSecond"] = Math.Round(world.PerSecond, 1), ["delivered"] = world.Delivered,
        ["cpuUsPerMessage"] = new JsonArray([.. CpuUs(world).Select(us => (JsonNode)us)]), ["share"] = Math.Round(world.Used?.Share ?? 0, 3), ["othersShare"] = Math.Round(world.Used?.OthersShare ?? 0, 3),
        ["receiptsChecked"] = world.ReceiptsChecked, ["fault"] = world.Fault,
    };

    private static string Evaluation(ProxyWorld world) => $"p50 {Us(world, 50):N1} µs, p95 {Us(world, 95):N1} µs, p99 {Us(world, 99):N1} µs";

    private static double Us(ProxyWorld world, double percent) => Math.Round(world.Evaluation.Percentile(percent) * 1e6, 1);

    private static string Cpu(ProxyWorld world) => string.Join(", ", CpuUs(world).Zip(["server", "clients", "proxy"], (us, who) => $"{us:N0} µs {who}"));

    private static IEnumerable<double> CpuUs(ProxyWorld world) => world.Used is not { } used ? []
        : new[] { used.Processes[0], used.Own }.Concat(used.Processes.Skip(1)).Select(seconds => Math.Round(seconds * 1e6 / Math.Max(1, world.Delivered), 1));
}

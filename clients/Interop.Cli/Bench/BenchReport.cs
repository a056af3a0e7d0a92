using System.Text.Json.Nodes;
using Spectre.Console;

namespace Interop.Cli.Bench;

/// <summary>What a run measured.</summary>
internal sealed record BenchReport
{
    private const int RedirectedCharacters = 160;

    public required BenchOptions Options { get; init; }

    public required bool Stalled { get; init; }

    /// <summary>From the first timed send to the last delivery.</summary>
    public required double Seconds { get; init; }

    /// <summary>Timed messages that reached every receiver.</summary>
    public required int Delivered { get; init; }

    /// <summary>One for each delivery, sorted.</summary>
    public required double[] LatenciesMs { get; init; }

    public required long Duplicates { get; init; }

    public required long Disagreements { get; init; }

    public required long Refused { get; init; }

    public required string? FirstFailure { get; init; }

    public required int ReceiptsChecked { get; init; }

    public required string? ReceiptFault { get; init; }

    public required double ServerCpuSeconds { get; init; }

    public required double OwnCpuSeconds { get; init; }

    public required double ServerRssMiB { get; init; }

    public required double ServerPssMiB { get; init; }

    public required double[] ServerRssSamplesMiB { get; init; }

    public long ArchiveFound { get; init; }

    public long ArchiveMissing { get; init; }

    public long ArchiveWrong { get; init; }

    /// <summary>The whole archive was verified offline.</summary>
    public bool ArchiveVerified { get; init; }

    public string? ArchiveFault { get; init; }

    /// <summary>Records over signed batches; a batch is one commit and one fsync.</summary>
    public double MessagesPerCommit { get; init; }

    public int Expected => Options.CountPerSender * Options.SenderCount;

    public bool IsGood => !Stalled && Delivered == Expected && Duplicates == 0 && Disagreements == 0 && Refused == 0 && ReceiptFault is null
        && ArchiveMissing == 0 && ArchiveWrong == 0 && ArchiveFault is null && ArchiveFound == (long)Options.TotalPerSender * Options.SenderCount;

    public string ToJson() => new JsonObject
    {
        ["bench"] = Options.IsRoom ? "room" : "direct", ["binding"] = Options.Sse ? "sse" : "live", ["pairs"] = Options.IsRoom ? 0 : Options.Pairs,
        ["members"] = Options.Members, ["senders"] = Options.SenderCount, ["window"] = Options.Rate > 0 ? 0 : Options.Window, ["rate"] = Options.Rate,
        ["count"] = Expected, ["bodyOctets"] = Payload.Octets, ["good"] = IsGood, ["seconds"] = Math.Round(Seconds, 3), ["delivered"] = Delivered,
        ["messagesPerSecond"] = Math.Round(Delivered / Divisor(Seconds), 1), ["deliveriesPerSecond"] = Math.Round(LatenciesMs.Length / Divisor(Seconds), 1),
        ["p50Ms"] = Percentile(50), ["p95Ms"] = Percentile(95), ["p99Ms"] = Percentile(99), ["maxMs"] = Percentile(100),
        ["duplicates"] = Duplicates, ["refused"] = Refused, ["firstFailure"] = FirstFailure, ["receiptsChecked"] = ReceiptsChecked, ["receiptFault"] = ReceiptFault,
        ["archiveFound"] = ArchiveFound, ["archiveMissing"] = ArchiveMissing, ["archiveWrong"] = ArchiveWrong,
        ["archiveVerified"] = ArchiveVerified && ArchiveFault is null, ["archiveFault"] = ArchiveFault,
        ["messagesPerCommit"] = MessagesPerCommit, ["fsync"] = "every commit (SQLite WAL, synchronous=FULL)",
        ["serverCpuSeconds"] = Math.Round(ServerCpuSeconds, 2), ["serverCpuUsPerMessage"] = PerMessage(ServerCpuSeconds), ["clientCpuUsPerMessage"] = PerMessage(OwnCpuSeconds),
        ["serverRssMiB"] = Math.Round(ServerRssMiB, 1), ["serverPssMiB"] = Math.Round(ServerPssMiB, 1),
        ["serverRssSamplesMiB"] = new JsonArray([.. ServerRssSamplesMiB.Select(mib => (JsonNode)mib)]),
    }.ToJsonString();

    /// <summary>A table for people, then one JSON line.</summary>
    public void Print()
    {
        var table = new Table().Border(TableBorder.Simple).HideHeaders().AddColumns("what", "figure");
        table.AddRow("messages", $"{Delivered:N0} of {Expected:N0} delivered and archived in {Seconds:N2} s");
        table.AddRow("throughput", Options.IsRoom
            ? $"{Delivered / Divisor(Seconds):N0} messages/s in, {LatenciesMs.Length / Divisor(Seconds):N0} deliveries/s out"
            : $"{Delivered / Divisor(Seconds):N0} messages/s");
        table.AddRow("latency", $"p50 {Percentile(50)} ms, p95 {Percentile(95)} ms, p99 {Percentile(99)} ms, max {Percentile(100)} ms");
        if (ServerRssMiB > 0)
            table.AddRow("server", $"{PerMessage(ServerCpuSeconds)} µs CPU a message, RSS {ServerRssMiB:N0} MiB, PSS {ServerPssMiB:N0} MiB; {MessagesPerCommit} records a commit, each with fsync");
        table.AddRow("client", $"{PerMessage(OwnCpuSeconds)} µs CPU a message");
        table.AddRow("receipts", ReceiptFault is null ? $"{ReceiptsChecked} of a sample are good" : Markup.Escape(ReceiptFault));
        table.AddRow("archive", Markup.Escape(ArchiveFault ?? $"{ArchiveFound:N0} found, {ArchiveMissing} missing, {ArchiveWrong} wrong{(ArchiveVerified ? "; verified" : "")}"));
        if (!IsGood)
            table.AddRow("WRONG", Markup.Escape(FirstFailure ?? (Stalled ? "nothing moved any more" : "see above")));
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = RedirectedCharacters;
        AnsiConsole.Write(table);
        Console.WriteLine(ToJson());
    }

    private double Percentile(int percent) =>
        LatenciesMs.Length == 0 ? 0 : Math.Round(LatenciesMs[Math.Min(LatenciesMs.Length - 1, LatenciesMs.Length * percent / 100)], 3);

    private double PerMessage(double cpuSeconds) => Math.Round(cpuSeconds * 1e6 / Math.Max(1, Delivered), 1);

    private static double Divisor(double seconds) => Math.Max(seconds, 1e-9);
}

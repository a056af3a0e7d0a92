using System.Globalization;
using System.Text.Json.Nodes;
using Interop.Cli.Bench.Machine;
using Spectre.Console;

namespace Interop.Cli.Bench.Federation;

/// <summary>What a run of bench federation measured.</summary>
internal sealed record FederationReport
{
    private const int RedirectedCharacters = 160;

    /// <summary>Above this part of all cores the processor is what bounds a run.</summary>
    private const double Full = 0.85;

    public required FederationOptions Options { get; init; }

    /// <summary>Of the open loop, messages per second.</summary>
    public required double Rate { get; init; }

    public required FederationPhase Closed { get; init; }

    /// <summary>Null when none was asked for.</summary>
    public required FederationPhase? Open { get; init; }

    public required SignatureRates Machine { get; init; }

    public required long Duplicates { get; init; }

    public required long Disagreements { get; init; }

    public required long Refused { get; init; }

    public required string? FirstFailure { get; init; }

    /// <summary>Messages whose sender was answered before the hub had answered.</summary>
    public required long AnsweredEarly { get; init; }

    public required int ReceiptsChecked { get; init; }

    public required string? ReceiptFault { get; init; }

    public required FederationCheck Hub { get; init; }

    public required FederationCheck Follower { get; init; }

    public bool IsGood => Complete(Closed) && (Open is null || Complete(Open)) && Duplicates == 0 && Disagreements == 0 && Refused == 0 && ReceiptFault is null && Good(Hub) && Good(Follower);

    /// <summary>Events per second by the machine's signatures, each for one event alone, without those of requests.</summary>
    public double Allowed => AllowedWith(requests: false);

    public double AllowedWith(bool requests)
    {
        var (outwards, inwards) = (Of(EventSignatures.Out), Of(EventSignatures.In));
        return Options.Direction switch
        {
            FederationOptions.Out => EventSignatures.Allowed(outwards, Machine),
            FederationOptions.In => EventSignatures.Allowed(inwards, Machine),
            _ => EventSignatures.AllowedOfBoth(outwards, inwards, Machine),
        };
        IEnumerable<EventSignatures> Of(IEnumerable<EventSignatures> all) => all.Where(s => requests || !s.OfRequest);
    }

    public string ToJson() => new JsonObject
    {
        ["bench"] = "federation", ["direction"] = Options.Direction, ["rooms"] = Options.Rooms, ["members"] = Options.Members, ["senders"] = Options.SenderCount, ["window"] = Options.Window,
        ["bodyOctets"] = Payload.Octets, ["cores"] = SignatureRates.Cores, ["good"] = IsGood, ["closed"] = Json(Closed), ["rate"] = Rate, ["open"] = Open is null ? null : Json(Open),
        ["signsPerSecond"] = new JsonObject { ["oneCore"] = Round(Machine.SignOne), ["allCores"] = Round(Machine.SignAll) },
        ["verifiesPerSecond"] = new JsonObject { ["oneCore"] = Round(Machine.VerifyOne), ["allCores"] = Round(Machine.VerifyAll) },
        ["allowedPerSecond"] = Round(Allowed), ["reachedPercent"] = Round(100 * Closed.PerSecond / Allowed),
        ["allowedWithRequestsPerSecond"] = Round(AllowedWith(requests: true)), ["reachedPercentWithRequests"] = Round(100 * Closed.PerSecond / AllowedWith(requests: true)),
        ["signatures"] = new JsonObject { ["out"] = List(EventSignatures.Out), ["in"] = List(EventSignatures.In) },
        ["duplicates"] = Duplicates, ["disagreements"] = Disagreements, ["refused"] = Refused, ["firstFailure"] = FirstFailure, ["answeredEarly"] = AnsweredEarly,
        ["receiptsChecked"] = ReceiptsChecked, ["receiptFault"] = ReceiptFault, ["hubArchive"] = Json(Hub), ["followerArchive"] = Json(Follower),
    }.ToJsonString();

    /// <summary>A table for people, then one JSON line.</summary>
    public void Print()
    {
        var table = new Table().Border(TableBorder.Simple).HideHeaders().AddColumns("what", "figure");
        table.AddRow("events", Text($"{Closed.Delivered:N0} of {Closed.Sent:N0} delivered to the other organisation's clients in {Closed.Seconds:N2} s: {Closed.PerSecond:N0} events/s"));
        if (Open is { } open)
        {
            table.AddRow("latency", Text($"at {Rate:N0} events/s, from when each was due: {open.All}"));
            if (Options.Direction == FederationOptions.Both)
                table.AddRow("", Text($"hub's people to the follower's: {open.OfHub}\nfollower's people to the hub's: {open.OfFollower}"));
        }
        table.AddRow("processor", Text($"{Cpu(Closed, Closed.Used.Processes[0])} µs hub, {Cpu(Closed, Closed.Used.Processes[1])} µs follower, {Cpu(Closed, Closed.Used.Own)} µs clients an event"));
        table.AddRow("commits", Text($"{FederationPhase.PerCommit(Closed.Hub):N1} records each at the hub, {FederationPhase.PerCommit(Closed.Follower):N1} at the follower, each with fsync"));
        table.AddRow("bounded by", Text(Bound()));
        table.AddRow("machine", Text($"{SignatureRates.Cores} cores; ES256: {Machine.SignOne:N0} signatures/s on one, {Machine.SignAll:N0} on all; {Machine.VerifyOne:N0} verified/s on one, {Machine.VerifyAll:N0} on all"));
        table.AddRow("allowed", Text($"{Allowed:N0} events/s, if each signature were for one event alone ({Counts(requests: false)})\n{AllowedWith(requests: true):N0} events/s with those of the requests and answers that carry it alone ({Counts(requests: true)})"));
        table.AddRow("reached", Text($"{100 * Closed.PerSecond / Allowed:N0} % of what is allowed, {100 * Closed.PerSecond / AllowedWith(requests: true):N0} % with requests"));
        table.AddRow("in fact", Text($"{Closed.PerEvent("signatures.made"):N2} signatures made and {Closed.PerEvent("signatures.verified"):N2} verified an event, by batches"));
        table.AddRow("archives", Text($"hub: {Words(Hub)}\nfollower: {Words(Follower)}"));
        table.AddRow("receipts", Text($"{ReceiptFault ?? $"{ReceiptsChecked} of a sample are good"}"));
        if (!IsGood)
            table.AddRow("WRONG", Text($"{FirstFailure ?? (Closed.Moved && Open?.Moved != false ? "see above" : "nothing moved any more")}"));
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = RedirectedCharacters;
        AnsiConsole.Write(table);
        Console.WriteLine(ToJson());
    }

    private static JsonObject Json(FederationPhase phase) => new()
    {
        ["sent"] = phase.Sent, ["delivered"] = phase.Delivered, ["seconds"] = Math.Round(phase.Seconds, 3), ["eventsPerSecond"] = Round(phase.PerSecond),
        ["latency"] = phase.All.ToJson(), ["hubToFollower"] = phase.OfHub.ToJson(), ["followerToHub"] = phase.OfFollower.ToJson(),
        ["hubCpuUsPerEvent"] = Cpu(phase, phase.Used.Processes[0]), ["followerCpuUsPerEvent"] = Cpu(phase, phase.Used.Processes[1]), ["clientsCpuUsPerEvent"] = Cpu(phase, phase.Used.Own),
        ["share"] = Math.Round(phase.Used.Share, 3), ["othersShare"] = Math.Round(phase.Used.OthersShare, 3),
        ["hubRecordsPerCommit"] = Round(FederationPhase.PerCommit(phase.Hub)), ["followerRecordsPerCommit"] = Round(FederationPhase.PerCommit(phase.Follower)),
        ["hubCommitP50Ms"] = Round(1e3 * phase.Hub.Of("commit.duration").Percentile(50)), ["followerCommitP50Ms"] = Round(1e3 * phase.Follower.Of("commit.duration").Percentile(50)),
        ["signaturesMadePerEvent"] = Purposes(phase, "signatures.made"), ["signaturesVerifiedPerEvent"] = Purposes(phase, "signatures.verified"),
    };

    private static JsonObject Json(FederationCheck check) => new()
    {
        ["found"] = check.Found, ["missing"] = check.Missing, ["wrong"] = check.Wrong, ["verified"] = check.Fault is null, ["fault"] = check.Fault,
        ["records"] = check.Records, ["commits"] = check.Commits, ["attested"] = check.Attested,
    };

    private static JsonObject Purposes(FederationPhase phase, string name)
    {
        var json = new JsonObject { ["all"] = Math.Round(phase.PerEvent(name), 3) };
        foreach (var purpose in phase.Hub.Named(name).Concat(phase.Follower.Named(name)).GroupBy(s => s.Of, s => s.Values.Sum))
            json[purpose.Key] = Math.Round(purpose.Sum() / Math.Max(1, phase.Delivered), 4);
        return json;
    }

    private static JsonArray List(IEnumerable<EventSignatures> signatures) => [.. signatures.Select(s => (JsonNode)(s + (s.OfRequest ? " *" : "")))];

    private static bool Complete(FederationPhase phase) => phase.Moved && phase.Delivered == phase.Sent;

    private bool Good(FederationCheck check) => check is { Missing: 0, Wrong: 0, Fault: null } && check.Found == (long)Options.SenderCount * Options.TotalPerSender;

    private string Bound() => Closed.Used.Share >= Full
        ? $"the processor: the three processes had {Closed.Used.Share:P0} of {SignatureRates.Cores} cores"
        : Closed.Used.Share + Closed.Used.OthersShare >= Full
            ? $"the processor, of which other work had {Closed.Used.OthersShare:P0} and the three processes {Closed.Used.Share:P0}"
            : $"waiting, for the disk and for each other: the three processes had {Closed.Used.Share:P0} of {SignatureRates.Cores} cores";

    private string Counts(bool requests)
    {
        var lists = Options.Direction switch { FederationOptions.Out => [EventSignatures.Out], FederationOptions.In => [EventSignatures.In], _ => new[] { EventSignatures.Out, EventSignatures.In } };
        return string.Join("; ", lists.Select(list => $"{(list == EventSignatures.Out ? "out" : "in")}: {list.Count(s => !s.IsVerified && (requests || !s.OfRequest))} made, {list.Count(s => s.IsVerified && (requests || !s.OfRequest))} verified"));
    }

    private static string Words(FederationCheck check) =>
        check.Fault ?? string.Create(CultureInfo.InvariantCulture, $"{check.Found:N0} found, {check.Missing} missing, {check.Wrong} wrong; {check.Records:N0} records verified offline, with the other's signatures on {check.Attested:N0}");

    private static double Cpu(FederationPhase phase, double seconds) => Round(seconds * 1e6 / Math.Max(1, phase.Delivered));

    private static double Round(double value) => Math.Round(value, 1);

    private static string Text(string text) => Markup.Escape(text);
}

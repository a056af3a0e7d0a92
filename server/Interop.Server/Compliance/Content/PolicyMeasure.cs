using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Content.Files;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook;
using NodaTime;

namespace Interop.Server.Compliance.Content;

/// <summary>
/// <c>--measure-policies FOLDER</c>: what policies cost in this process, for <c>./interop bench policy</c>. FOLDER has messages.json, an array of texts, and
/// definitions *.policy.json; one line of JSON on the standard output is the answer.
/// </summary>
internal static class PolicyMeasure
{
    public const string Option = "--measure-policies";

    private const int Rounds = 5;

    /// <returns>Exit code; null when it is not asked for.</returns>
    public static int? Answer(string[] args)
    {
        if (args is not [Option, var folder])
            return null;
        var begun = Stopwatch.GetTimestamp();
        var policies = Directory.EnumerateFiles(folder, "*.policy.json").Order(StringComparer.Ordinal).Select(Compile).ToArray();
        var compiledMs = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        var texts = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "messages.json")), OcipJson.Default.StringArray)!;
        var set = new PolicySet(policies, null);
        var inputs = texts.Select(Input).ToArray();
        var (best, found, allocated) = (new double[inputs.Length], 0, 0L);
        Array.Fill(best, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            // Every message is judged in each round; its time is the best of them: what else the machine does is not the policies'.
            found = 0;
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < inputs.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                var decision = set.Decide(in inputs[i]);
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                found += decision.IsAllowForAll ? 0 : 1;
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Array.Sort(best);
        Console.WriteLine(new JsonObject
        {
            ["messages"] = inputs.Length, ["characters"] = Math.Round(texts.Average(t => t.Length), 1), ["found"] = found, ["compiledMs"] = Math.Round(compiledMs, 1),
            ["p50Us"] = At(best, 50), ["p95Us"] = At(best, 95), ["p99Us"] = At(best, 99), ["octetsPerMessage"] = Math.Round((double)allocated / inputs.Length, 1),
            ["octetsPerMessageWithoutAFinding"] = WithoutFinding(set, inputs),
        }.ToJsonString());
        return 0;
    }

    private static double At(double[] sorted, int percent) => Math.Round(sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)], 2);

    /// <summary>The same again for what is allowed for all, which is nearly everything.</summary>
    private static double WithoutFinding(PolicySet set, PolicyInput[] inputs)
    {
        var plain = inputs.Where(input => set.Decide(in input).IsAllowForAll).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < plain.Length; i++)
            set.Decide(in plain[i]);
        return Math.Round((double)(GC.GetAllocatedBytesForCurrentThread() - before) / Math.Max(1, plain.Length), 1);
    }

    private static IPolicy Compile(string file)
    {
        var definition = JsonSerializer.Deserialize(File.ReadAllBytes(file), OcipJson.Default.PolicyDefinition)!;
        IPolicyKind kind = definition.Kind switch { LexiconKind.Name => new LexiconKind(), DlpKind.Name => new DlpKind(), _ => new FilesKind() };
        if (kind.Check(definition.Settings) is { } fault)
            throw new InvalidOperationException($"{file}: {fault}");
        return kind.Compile(new PolicyVersion
        {
            Name = Path.GetFileName(file).Split('.')[0], Kind = definition.Kind, Version = 1, Author = "bench", State = PolicyState.Effective, Action = definition.Action, Settings = definition.Settings,
        });
    }

    private static PolicyInput Input(string text)
    {
        var (alice, bob) = (Person("alice"), Person("bob"));
        return new PolicyInput
        {
            Header = new EventHeader
            {
                Type = EventTypes.Message, Room = RoomId.Parse("ocip://bench.example/r/01890a5d-ac96-774b-bcce-b302099a8057"), Sender = alice.User, Origin = ProviderName.Parse("bench.example"),
                Created = "2026-01-12T10:00:00.000Z", ContentDigest = new string('A', 43),
            },
            Content = JsonSerializer.SerializeToElement(MessageText.Of(text), OcipJson.Default.MessageContent),
            Sender = alice, Recipients = [bob], Participants = [alice, bob], Now = Instant.FromUtc(2026, 1, 12, 10, 0),
        };
    }

    private static PolicyPerson Person(string name) => new(UserId.Of(ProviderName.Parse("bench.example"), name), PersonaKind.Work);
}

using System.Text.Json;
using Interop.Cli.Demo.Checking;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.TwoOrgs.Check;

/// <summary>The three logs: acme's, globex's, and that of globex's proxy. They hold the same events, with the decisions of both organisations on each.</summary>
internal sealed class ArchivesChecks(CheckList list, PinnedArchive acme, PinnedArchive globex, PinnedArchive proxy, Ledger ledger)
{
    private static readonly string[] Words = [EventTypes.Message, EventTypes.Edit, EventTypes.Retract];

    /// <summary>At the beginning: what auditors of both write down.</summary>
    public Task PinKeysAsync(CancellationToken cancel) => list.RunAsync("archives: keys of acme, of globex and of globex's proxy pinned", stop => OfAllAsync(a => a.PinKeysAsync(stop)), cancel);

    /// <summary>After the first message: what they keep elsewhere.</summary>
    public Task KeepCheckpointsAsync(CancellationToken cancel) => list.RunAsync("archives: early checkpoints of all three kept", stop => OfAllAsync(a => a.KeepCheckpointAsync(stop)), cancel);

    /// <summary>At the end.</summary>
    public async Task RunAsync(RoomId room, CancellationToken cancel)
    {
        await list.RunAsync("archives: everything that was said is in acme's, once", stop => ledger.CompleteInAsync(acme.Reader, stop), cancel);
        await list.RunAsync("archives: everything that was said is in globex's, once", stop => ledger.CompleteInAsync(globex.Reader, stop), cancel);
        await list.RunAsync("delivery: everybody got everything once", _ => Task.FromResult(ledger.HeardOnce()), cancel);
        await list.RunAsync("archives: both hold the same events with the same digests at the same places", _ => Task.FromResult(Same(room)), cancel);
        await list.RunAsync("stamps: on each event the sender's organisation's and the recipient's, good by the pinned keys", _ => Task.FromResult(Stamped(room)), cancel);
        await list.RunAsync("stamps: globex's proxy has archived its decision on each event", stop => DecidedAsync(room, stop), cancel);
        await list.RunAsync("archives: acme's verifies offline, with what globex signed", stop => acme.VerifyAsync(["--peer-keys", $"{Globex.Provider}={globex.KeysFile}"], stop), cancel);
        await list.RunAsync("archives: globex's verifies offline, with what acme signed", stop => globex.VerifyAsync(["--peer-keys", $"{Acme.Provider}={acme.KeysFile}"], stop), cancel);
        await list.RunAsync("archives: the log of globex's proxy verifies offline", stop => proxy.VerifyAsync([], stop), cancel);
    }

    private async Task<string> OfAllAsync(Func<PinnedArchive, Task<string>> take) => $"{await take(acme)} | {await take(globex)} | {await take(proxy)}";

    private string Same(RoomId room)
    {
        var (hers, his) = (Said(acme, room), Said(globex, room));
        var missing = hers.Select(Key).Except(his.Select(Key)).Concat(his.Select(Key).Except(hers.Select(Key))).ToArray();
        CheckFailedException.Unless(missing.Length == 0, $"not in both: {string.Join(", ", missing)}");
        CheckFailedException.Unless(hers.Select(Key).SequenceEqual(his.Select(Key)), "they are in another order");
        return $"{hers.Length} messages, edits and retractions";

        static string Key(StampedEvent e) => $"{e.Seq} {e.Event.Value} {e.ContentDigest}";
    }

    // The hub of the room is acme: of its own events acme has its own egress stamp alone.
    private string Stamped(RoomId room)
    {
        const string AcmeProxy = $"ocip://{Acme.Provider}/p/main";
        const string GlobexProxy = $"ocip://{Globex.Provider}/p/{Globex.ProxyName}";
        var keys = acme.Keys.Keys.Concat(globex.Keys.Keys).ToArray();
        var counted = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (archive, at) in new[] { (acme, Acme.Provider), (globex, Globex.Provider) })
        {
            foreach (var e in Said(archive, room))
            {
                var by = e.Sender.Provider.Value == Acme.Provider ? AcmeProxy : GlobexProxy;
                CheckFailedException.Unless(e.FaultOfStamps(keys) is null, $"{at}: {e.Event.Value}: {e.FaultOfStamps(keys)}");
                CheckFailedException.Unless(
                    e.Stamps.Length > 0 && e.Stamps[0].Stamp is { Direction: "egress", Code: "2.0.0" } && e.Stamps[0].Stamp.Proxy.Value == by,
                    $"{at}: {e.Event.Value} of {e.Sender.Short} has {string.Join(", ", e.Stamps.Select(StampedEvent.Text))}");
                var comesIn = e.Sender.Provider.Value != at;
                CheckFailedException.Unless(
                    !comesIn || (e.Stamps.Length == 2 && e.Stamps[1].Stamp.Direction == "ingress" && e.Stamps[1].Stamp.Proxy.Value == (at == Acme.Provider ? AcmeProxy : GlobexProxy)),
                    $"{at}: {e.Event.Value} of {e.Sender.Short} has {string.Join(", ", e.Stamps.Select(StampedEvent.Text))}");
                if (comesIn)
                {
                    var what = $"at {at}: {string.Join(", ", e.Stamps.Select(StampedEvent.Text))}";
                    counted[what] = counted.GetValueOrDefault(what) + 1;
                }
            }
        }
        return string.Join("; ", counted.Select(c => $"{c.Value} {c.Key}"));
    }

    private async Task<string> DecidedAsync(RoomId room, CancellationToken cancel)
    {
        var decided = new HashSet<(string Event, string Direction)>();
        await foreach (var record in ArchiveRecords.AllAsync(proxy.Reader, cancel))
        {
            if (ArchiveRecords.KindOf(record) == "decision")
                decided.Add((Text(record.Record, "event"), Text(record.Record, "direction")));
        }
        var said = Said(globex, room);
        var missing = said.Where(e => !decided.Contains((e.Event.Value, e.Sender.Provider.Value == Globex.Provider ? "egress" : "ingress"))).Select(e => e.Event.Value).ToArray();
        CheckFailedException.Unless(missing.Length == 0, $"it has nothing on {string.Join(", ", missing)}");
        return $"{said.Length} of {said.Length}";
    }

    private static StampedEvent[] Said(PinnedArchive archive, RoomId room) => [.. StampedEvent.In(archive.Data, room).Where(e => Words.Contains(e.Type))];

    private static string Text(JsonElement record, string name) => record.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Interop.Cli.Bench.Machine;
using Interop.Cli.Generating;
using Interop.Cli.Verification;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Bench.Opening;

/// <summary>An office that is closed while everybody writes to it, and then opens: one server, its clock in the bench's hands.</summary>
internal sealed class OpeningBench : IAsyncDisposable
{
    private const int AtOnce = 16;
    private const int EventsPerTransaction = 50;
    private static readonly TimeSpan OpensIn = TimeSpan.FromHours(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ReleaseMax = TimeSpan.FromMinutes(20);
    private static readonly string[] EveryDay = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    private readonly OpeningOptions options;
    private readonly Side side;
    private readonly string clock;
    private readonly Tracker tracker = new(1, 1, 1);
    private readonly List<ILink> links = [];
    private long opened;

    private OpeningBench(OpeningOptions options, Side side, string clock) => (this.options, this.side, this.clock) = (options, side, clock);

    public static async Task<OpeningBench> StartAsync(OpeningOptions options, CancellationToken stop)
    {
        var file = Path.GetTempFileName();
        Set(file, TimeSpan.Zero);
        return new(options, await Side.StartAsync("bench.example", null, null, ["--development", "--clock", file], stop), file);
    }

    public async Task<OpeningReport> RunAsync(IProgress<string> progress, CancellationToken stop)
    {
        progress.Report($"{options.People:N0} people, {options.Rooms:N0} rooms of {options.Members:N0}");
        var people = await Cast.PeopleAsync(side.Admin, "p", options.People, stop);
        var rooms = await RoomsAsync(people, stop);
        await CloseAsync(people, stop);
        var listeners = await ListenAsync(people, stop);
        progress.Report($"{options.Messages:N0} messages in each room while the office is closed");
        var submitted = await WriteAsync(people, rooms, stop);
        var (checkpoint, held) = (await side.Admin.Archive.CheckpointAsync(stop), (await side.Admin.Health.TrafficAsync(1, stop)).Held);
        var fault = held == options.Held ? null : $"{held} are held where {options.Held} were expected";

        progress.Report("the office opens");
        GC.Collect();
        var before = Usage.Read(side.Server.Process);
        Volatile.Write(ref opened, Stopwatch.GetTimestamp());
        Set(clock, OpensIn + TimeSpan.FromSeconds(1));
        while ((await side.Admin.Health.TrafficAsync(1, stop)).Held > 0)
        {
            await Task.Delay(Look, TimeProvider.System, stop);
            if (Stopwatch.GetElapsedTime(opened) > ReleaseMax)
                fault ??= $"something was held {ReleaseMax.TotalMinutes} minutes after the opening";
            if (fault is not null)
                break;
        }
        var used = Usage.Read(side.Server.Process).Since(before);
        var expected = Enumerable.Range(0, options.Listening).Sum(ExpectedBy);
        for (var begun = Stopwatch.GetTimestamp(); listeners.Sum(l => l.Count) < expected && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30);)
            await Task.Delay(Look, TimeProvider.System, stop);
        fault ??= Array.Find(listeners, l => l.Fault is not null)?.Fault ?? tracker.FirstFailure
            ?? (listeners.Sum(l => l.Count) == expected ? null : $"{listeners.Sum(l => l.Count)} came to the open streams, not {expected}");
        progress.Report("the server is killed, the archive verified offline");
        await DisconnectAsync();
        await side.Server.KillAsync();
        return Check(new OpeningReport(options, submitted, used, new Latencies([.. listeners.SelectMany(l => l.LatenciesMs).Order()])) { Fault = fault }, checkpoint, stop);
    }

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        await side.DisposeAsync();
        File.Delete(clock);
    }

    private OpeningReport Check(OpeningReport report, string checkpoint, CancellationToken stop)
    {
        using var data = new DataFolder(side.Server.Data);
        var releases = data.Records(long.Parse(checkpoint.Split('\n')[1], CultureInfo.InvariantCulture) - 1).Where(r => r.Kind == "release").Select(r => r.Leaf).ToArray();
        var firsts = data.Batches().Select(b => b.First).ToArray();
        var commits = releases.Select(leaf => PlaceOf(firsts, leaf)).Distinct().Count();
        var verified = new ArchiveVerifier(data, new PinnedKeys(side.Keys.Keys, isPinned: true), checkpoint).Run(null, stop);
        return report with
        {
            Releases = releases.Length, Commits = commits,
            Fault = report.Fault ?? verified.Fault ?? (releases.Length == options.Held ? null : $"{releases.Length} releases are in the archive, not {options.Held}"),
        };
    }

    /// <summary>In which of the commits, by their first records, a record is.</summary>
    private static int PlaceOf(long[] firsts, long leaf)
    {
        var at = Array.BinarySearch(firsts, leaf);
        return at < 0 ? ~at - 1 : at;
    }

    /// <summary>Members of a room, as places of people; the first one writes.</summary>
    private IEnumerable<int> MembersOf(int room) => Enumerable.Range(0, options.Members).Select(n => (room + (n * Math.Max(1, options.People / options.Members))) % options.People).Distinct();

    private int ExpectedBy(int person) => Enumerable.Range(0, options.Rooms).Count(room => MembersOf(room).Skip(1).Contains(person)) * options.Messages;

    private async Task<RoomId[]> RoomsAsync((UserId User, string Token)[] people, CancellationToken stop)
    {
        var rooms = new RoomId[options.Rooms];
        await Parallel.ForAsync(0, rooms.Length, Together(stop), async (n, cancel) =>
        {
            var members = MembersOf(n).ToArray();
            using var client = new OcipClient(side.Server.Address, people[members[0]].Token);
            rooms[n] = (await client.CreateRoomAsync(new CreateRoomRequest("group", [.. members.Skip(1).Select(m => people[m].User)], $"Room {n}"), cancel)).Room;
        });
        return rooms;
    }

    /// <summary>Open all day but from an hour ago until the opening.</summary>
    private Task CloseAsync((UserId User, string Token)[] people, CancellationToken stop)
    {
        var now = TimeProvider.System.GetUtcNow();
        var hours = new DeliveryHours { Zone = "Etc/UTC", Weekly = [new WeeklyHours(EveryDay, Clock(now + OpensIn), Clock(now - TimeSpan.FromHours(1)))] };
        return Parallel.ForEachAsync(people, Together(stop), async (person, cancel) => await side.Admin.Admin.SetHoursAsync(person.User, hours, cancel));
    }

    private async Task<OpeningListener[]> ListenAsync((UserId User, string Token)[] people, CancellationToken stop)
    {
        var listeners = new OpeningListener[options.Listening];
        for (var n = 0; n < listeners.Length; n++)
        {
            stop.ThrowIfCancellationRequested();
            var link = await LiveLink.OpenAsync(side.Server.Address, people[n].Token, tracker);
            links.Add(link);
            listeners[n] = new OpeningListener(() => Volatile.Read(ref opened), [.. Enumerable.Range(0, options.Rooms).Where(room => MembersOf(room).First() == n)]);
            await link.StartStreamAsync(listeners[n].Take);
        }
        return listeners;
    }

    /// <summary>Messages per second.</summary>
    private async Task<double> WriteAsync((UserId User, string Token)[] people, RoomId[] rooms, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = new Uri(side.Server.Address, "/ocip/v1/") };
        var post = new DraftPost(http);
        var begun = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, rooms.Length, Together(stop), async (room, cancel) =>
        {
            using var drafts = new DraftWriter();
            var text = new byte[Payload.Octets];
            for (var from = 0; from < options.Messages; from += EventsPerTransaction)
            {
                drafts.Begin(TransactionId.Create(TimeProvider.System));
                for (var number = from; number < Math.Min(options.Messages, from + EventsPerTransaction); number++)
                {
                    Payload.Write(text, room, number);
                    drafts.Text(rooms[room].Value, Encoding.ASCII.GetString(text), default, null);
                }
                drafts.End();
                var results = await post.SubmitAsync(people[MembersOf(room).First()].Token, isBridge: false, drafts.Octets, cancel);
                if (Array.Find(results, r => r.Code[0] != '2') is { } refused)
                    tracker.Failed($"{refused.Code} {refused.Detail}");
            }
        });
        return (double)options.Rooms * options.Messages / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private async Task DisconnectAsync()
    {
        foreach (var link in links)
            await link.DisposeAsync();
        links.Clear();
    }

    private static ParallelOptions Together(CancellationToken stop) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };

    private static string Clock(DateTimeOffset at) => at.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Replaced by renaming, so that the server never reads half of it.</summary>
    private static void Set(string file, TimeSpan shift)
    {
        File.WriteAllText(file + ".next", ((long)shift.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        File.Move(file + ".next", file, overwrite: true);
    }
}

using Interop.Cli.Demo.Firm.Work;
using Interop.Cli.Demo.Parts;
using Interop.Cli.Generating;
using Interop.Client;
using Interop.Protocol.PolicyApi;

namespace Interop.Cli.Demo.Firm;

/// <summary>
/// A firm with a past: more than 200 people in six departments and four countries, their clients on three networks, what all of them wrote in the last month, and what
/// its officers did about it. Generated from a seed, handed in through the published API of clients, bridges and officers, archived like everything else.
/// </summary>
internal sealed class DemoFirm : IAsyncDisposable
{
    private const int Days = 31;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource end = new();
    private readonly FirmDesk desk;
    private readonly FirmHiring hiring;
    private readonly FirmTraffic traffic;
    private readonly FirmWork work;
    private readonly FirmHistory history;
    private Task? living;

    private DemoFirm(OcipClient admin, TrafficClock clock, FirmOptions options, FirmDesk officersDesk)
    {
        http.BaseAddress = new Uri(admin.Server, "/ocip/v1/");
        desk = officersDesk;
        var plan = new FirmPlan(options.Seed);
        hiring = new FirmHiring(admin, plan, clock, Calls);
        traffic = new FirmTraffic(admin, plan, hiring, clock, new DraftPost(http));
        work = new FirmWork(traffic, hiring, desk, Calls);
        history = new FirmHistory(traffic, work, options);
    }

    public FirmPlan Plan => traffic.Plan;

    /// <summary>When networks had failed.</summary>
    public FirmOutage[] Outages => traffic.Outages;

    /// <summary>Whoever has something held since before this has missed an opening.</summary>
    public DateTimeOffset HeldSinceMin => hiring.HeldSinceMin;

    /// <summary>Clients of the officers.</summary>
    public FirmDesk Desk => desk;

    /// <summary>Calls with any of the firm's tokens.</summary>
    public FirmCalls Calls => new(http);

    /// <summary>How the draft of a policy is tried.</summary>
    public DryRunView? Trial => work.Trial;

    /// <summary>One for each role, and an employee.</summary>
    public FirmOfficer[] Officers { get; private set; } = [];

    /// <summary>The clock to start the server with (its option --clock), set to the beginning of the firm's past.</summary>
    /// <param name="file">Made here.</param>
    public static TrafficClock Clock(string file) => new(file, TimeProvider.System.GetUtcNow().AddDays(-(Days - 1)), Days);

    /// <summary>How a server is started whose clock is that file: the books of a day are closed as fast as days pass.</summary>
    /// <param name="file">Of <see cref="Clock"/>.</param>
    public static string[] Clocked(string file) => ["--development", "--clock", file, "--watch-every", "1", "--close-every", "1"];

    /// <summary>Hires everybody and writes the past.</summary>
    /// <param name="admin">Of a server that was started with the clock, and has declared its supervision.</param>
    /// <param name="clock">That clock; afterwards it is the machine's.</param>
    /// <param name="options">How much.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<DemoFirm> FoundAsync(OcipClient admin, TrafficClock clock, FirmOptions options, IProgress<string> progress, CancellationToken stop)
    {
        var firm = new DemoFirm(admin, clock, options, await FirmDesk.OpenAsync(admin, stop));
        try
        {
            progress.Report($"{firm.Plan.People.Length} people of {FirmPlan.Groups.Length} departments in {Office.All.Length} countries, {firm.Plan.Rooms.Length} rooms, clients on {string.Join(", ", FirmPlan.Networks)}; seed {options.Seed}");
            await firm.hiring.HireAsync(firm.desk.Token(FirmPost.Policy), stop);
            await new FirmRules(firm.desk).SetAsync(stop);
            await firm.work.BeginAsync(stop);
            await firm.history.WriteAsync(new IndentedProgress(progress), stop);
            clock.Finish();
            // Who signs in does so by the machine's clock: what is given to them lasts half an hour.
            firm.Officers = await new FirmOfficers(admin).AppointAsync(firm.Plan, stop);
            return firm;
        }
        catch
        {
            await firm.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on it goes on talking, until it is put away. What of the past was not written yet comes in behind.</summary>
    /// <param name="progress">Hears how far that is.</param>
    public void Live(IProgress<string> progress) =>
        living ??= Task.WhenAll(new FirmLife(traffic).RunAsync(end.Token), work.GoOnAsync(Turn, end.Token), FollowAsync(progress));

    /// <summary>What is done at the end of a month, and all of the past that was not written yet.</summary>
    public Task FollowAsync(IProgress<string> progress) => Task.WhenAll(work.EndAsync(end.Token), history.FollowAsync(new IndentedProgress(progress), end.Token));

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        // The server may have ended before: what was under way is cut off then, and nobody waits for it.
        if (living is not null)
            await living.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await hiring.DisposeAsync();
        desk.Dispose();
        end.Dispose();
        http.Dispose();
    }
}

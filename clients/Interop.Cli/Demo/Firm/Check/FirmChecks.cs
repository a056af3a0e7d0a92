using System.Globalization;
using Interop.Cli.Demo.Checking;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Time;

namespace Interop.Cli.Demo.Firm.Check;

/// <summary>A line for each thing that the firm's past is said to have; each is counted over the API of the server that has it.</summary>
internal sealed class FirmChecks(CheckList list, FirmOptions options)
{
    /// <summary>Name of the check that starts it.</summary>
    public const string Start = "firm: its month is generated";

    private const int PeopleMin = 200;
    private const int RoomsMin = 300;
    private const int NetworksMin = 3;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    private FirmWorld world = null!;
    private FirmCensus census = null!;

    /// <summary>In a world that others have started, and end.</summary>
    public async Task RunAsync(FirmWorld started, CancellationToken cancel)
    {
        world = started;
        var isRead = await list.RunAsync("firm: its archive is read, record by record", async stop =>
        {
            census = await FirmCensus.TakeAsync(world.Admin, stop);
            return Said($"{census["records"]:N0} records");
        }, cancel);
        if (!isRead)
            return;
        await list.RunAsync($"firm: at least {PeopleMin} people in 6 groups and 4 countries", PeopleAsync, cancel);
        await list.RunAsync($"firm: at least {RoomsMin} rooms over {NetworksMin} networks", RoomsAsync, cancel);
        await list.RunAsync("firm: messages in 8 languages, with edits and retractions", _ => Task.FromResult(Messages()), cancel);
        await list.RunAsync("firm: attachments of several types", _ => Task.FromResult(Attachments()), cancel);
        await list.RunAsync("firm: hits of policies", _ => Task.FromResult(Hits()), cancel);
        await list.RunAsync("firm: held outside hours and released, some as urgent", HoldsAsync, cancel);
        await list.RunAsync("firm: hours without capture, named in the books of their days", GapsAsync, cancel);
        await new FirmWorkChecks(list, world, census).RunAsync(cancel);
    }

    /// <summary>Asks again until it is so: much of it is done in the background.</summary>
    public static async Task<T> SettleAsync<T>(Func<Task<T>> ask, Func<T, bool> isSo, Func<T, string> otherwise, CancellationToken stop)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var found = await ask();
            if (isSo(found))
                return found;
            CheckFailedException.Unless(TimeProvider.System.GetElapsedTime(begun) < Settled, otherwise(found));
            await Task.Delay(Look, TimeProvider.System, stop);
        }
    }

    private async Task<string> PeopleAsync(CancellationToken stop)
    {
        var people = new List<HoursPerson>();
        for (long? after = 0; after is { } from;)
        {
            var page = await world.Firm.Calls.GetAsync(world.Firm.Desk.Token(FirmPost.Operator), $"hours/people?after={from}&limit=200", OcipJson.Default.HoursPersonList, stop);
            people.AddRange(page.People);
            after = page.Next;
        }
        var working = people.Where(p => p.Place is not null).ToList();
        var countries = working.Select(p => p.Place!.Split(", ")[^1]).Distinct().Order().ToList();
        var supervised = (await world.Firm.Desk[FirmPost.Policy].Supervision.SettingsAsync(stop)).Groups.Length;
        CheckFailedException.Unless(working.Count >= PeopleMin && countries.Count == 4 && supervised == 6, Said($"{working.Count} people in {supervised} groups, {string.Join(", ", countries)}"));
        return Said($"{working.Count} in {supervised} groups, {string.Join(", ", countries)}; {working.Count(p => p.Reason is "leave")} on leave, {working.Count(p => p.Open)} reachable now");
    }

    private async Task<string> RoomsAsync(CancellationToken stop)
    {
        var rooms = (await world.Admin.Admin.RoomsAsync(stop)).Length;
        var networks = (await world.Firm.Desk[FirmPost.Operator].Health.TrafficAsync(1, stop)).Networks.Where(n => n.Connected).Select(n => n.Network).ToList();
        CheckFailedException.Unless(rooms >= RoomsMin && networks.Count >= NetworksMin, Said($"{rooms} rooms over {string.Join(", ", networks)}"));
        return Said($"{rooms} over {string.Join(", ", networks)}; in {census.Rooms} of them something was said");
    }

    private string Messages()
    {
        var said = census["message"] + census["edit"] + census["retract"];
        var found = Said($"{census["message"]:N0} messages, {census["edit"]:N0} edits, {census["retract"]:N0} retractions; {Listed(census.Languages)}");
        CheckFailedException.Unless(said >= options.Messages && census["edit"] > 0 && census["retract"] > 0 && census.Languages.Count == 8 && census.Languages.Values.Min() >= 3, found);
        return found;
    }

    private string Attachments()
    {
        CheckFailedException.Unless(census.Files.Count >= 3, Listed(census.Files));
        return Listed(census.Files);
    }

    private string Hits()
    {
        var content = census.Policies.Where(p => p.Key.StartsWith("lexicon:", StringComparison.Ordinal) || p.Key.StartsWith("dlp:", StringComparison.Ordinal)).ToDictionary();
        CheckFailedException.Unless(content.Count >= 3, Listed(census.Policies));
        return Listed(content);
    }

    private async Task<string> HoldsAsync(CancellationToken stop)
    {
        var found = Said($"{census["held"]:N0} held, {census["release"]:N0} releases, {census["override"]:N0} of them urgent");
        CheckFailedException.Unless(census["held"] > 0 && census["release"] > 0 && census["override"] > 0, found);
        // However fast the month was told: who was at work meanwhile has what was held. Only who is on leave waits for longer than a weekend.
        var now = await SettleAsync(
            () => world.Firm.Desk[FirmPost.Operator].Health.TrafficAsync(1, stop), t => t.HeldSince is null || WireTime.Parse(t.HeldSince) >= world.Firm.HeldSinceMin,
            t => Said($"{t.Held:N0} are held, since {t.HeldSince}"), stop);
        return Said($"{found}; {now.Held:N0} held now, since {now.HeldSince ?? "-"}");
    }

    private async Task<string> GapsAsync(CancellationToken stop)
    {
        var found = new List<string>();
        foreach (var outage in world.Firm.Outages)
        {
            var date = outage.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var gap = await SettleAsync(() => GapAsync(date, outage.Network, stop), g => g is not null, _ => $"the books of {date} do not name {outage.Network}", stop);
            found.Add($"{outage.Network} {gap!.From![..16]} to {gap.To![11..16]}");
        }
        return string.Join(", ", found);
    }

    private async Task<ReconciliationGap?> GapAsync(string date, string network, CancellationToken stop)
    {
        try
        {
            return (await world.Admin.Health.ReportAsync(date, stop)).Gaps.FirstOrDefault(g => g.Kind == "notCapturing" && g.Subject == network);
        }
        catch (OcipProblemException)
        {
            // The books of this day are not closed yet.
            return null;
        }
    }

    private static string Listed(IEnumerable<KeyValuePair<string, long>> counts) => string.Join(", ", counts.Select(c => Said($"{c.Key} {c.Value:N0}")));

    private static string Said(FormattableString text) => FormattableString.Invariant(text);
}

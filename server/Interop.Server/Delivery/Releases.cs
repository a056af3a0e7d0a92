using Interop.Server.Archive;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Compliance.Urgency;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Delivery;

/// <summary>
/// The end of a hold: what waits for recipients in a room is decided on again, in order, and delivered, kept waiting, or refused for good. Each
/// is a record. Runs in the room's own order, so that nothing new overtakes what waited; many rooms side by side share their commits.
/// </summary>
internal sealed class Releases(Database database, AppendLog log, UserDirectory users, CommittedReader committed, IComplianceProxy proxy, Holds holds, FaultPoints faults)
{
    /// <summary>Pages of a room on their way to the disk, so that one room alone fills a commit too.</summary>
    private const int PagesUnderWay = 4;

    /// <summary>Queues the release of what waits for the user in the room; done when it is on disk.</summary>
    public Task RunAsync(Room room, User user) => RunAsync(room, [(user, HeldReader.RowsMax)]);

    /// <summary>Queues the release of what waits for some people in the room; done when it is on disk.</summary>
    /// <param name="room">Where.</param>
    /// <param name="people">For whom, each with about how much it is.</param>
    public Task RunAsync(Room room, IReadOnlyList<(User User, int Count)> people) => PostAsync(room, () => ReleaseAsync(room, people));

    /// <summary>Queues the release of one urgent message that was let pass; done when it is on disk, or waits for something else than hours.</summary>
    public Task OverrideAsync(Room room, User user, UrgentDecision decision) => PostAsync(room, () => ReleaseUrgentAsync(room, user, decision));

    private static Task PostAsync(Room room, Func<Task> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = room.Mailbox.TryPost(async () =>
        {
            try
            {
                await work();
                done.TrySetResult();
            }
            catch (Exception fault)
            {
                done.TrySetException(fault);
            }
        });
        if (!posted)
            done.TrySetException(new InvalidOperationException("the room's queue is full; the release is tried again"));
        return done.Task;
    }

    private async Task ReleaseAsync(Room room, IReadOnlyList<(User User, int Count)> people)
    {
        // What was decided before in this room may still be on its way to the disk: holds and retractions alike.
        await log.WriteAsync(static _ => true);
        var reader = new HeldReader(database, committed, room, people);
        var passes = people.ToDictionary(p => p.User, p => new HeldPass(p.User));
        var written = new Queue<Task>();
        try
        {
            while (reader.Read() is { } page)
            {
                var releases = new List<Release>();
                foreach (var (user, events) in page)
                {
                    await DecideAsync(reader, passes[user], events, releases);
                    if (passes[user].IsOver)
                        reader.Skip(user);
                }
                // While these are on their way to the disk the next pages are read and decided on: they have other rows.
                written.Enqueue(WriteAsync(releases));
                if (written.Count == PagesUnderWay)
                    await written.Dequeue();
            }
            await Task.WhenAll(written);
        }
        finally
        {
            await Task.WhenAll(written).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            CountAnew(reader, passes.Values);
        }
    }

    private async Task DecideAsync(HeldReader reader, HeldPass pass, HeldEvent[] events, List<Release> releases)
    {
        var (room, user) = (reader.Room, pass.User);
        var outcomes = await proxy.ReleaseAsync(new HeldEvents(room, user, events) { Before = pass.Before });
        pass.IsOver = outcomes.Count < events.Length;
        foreach (var (held, answer) in events.Zip(outcomes))
        {
            pass.Note(held, answer.Outcome);
            if (answer.Outcome.Effect is not (PolicyEffect.Hold or PolicyEffect.Quarantine or PolicyEffect.Notice))
            {
                releases.Add(Decided(reader, user, held, answer));
                continue;
            }
            var reason = HeldEvent.ReasonOf(answer);
            if (reason == HeldEvent.ForConsent)
                holds.Add(user, null);  // the disclosure may end by its date, and nobody says so
            if (reason == HeldEvent.ForHours)
                holds.Add(user, answer.Outcome.Until);
            if (held.Reason != reason)
                releases.Add(Decided(reader, user, held, answer) with { WaitsFor = reason });
            else if (reason == HeldEvent.ForHours)
            {
                pass.IsOver = true;
                return;     // closed again: everything behind it waits too
            }
            // Else its sender was not told yet, nobody has reviewed it, or its recipient has not answered; what others wrote need not wait for that.
        }
    }

    /// <summary>It goes before what was held earlier, and leaves that waiting.</summary>
    private async Task ReleaseUrgentAsync(Room room, User user, UrgentDecision decision)
    {
        await log.WriteAsync(static _ => true);
        var reader = new HeldReader(database, committed, room, [(user, 1)]);
        if (reader.Find(user, decision.Leaf) is not { Reason: HeldEvent.ForHours } waiting)
            return;
        var held = waiting with { Override = decision };
        if (await proxy.ReleaseAsync(new HeldEvents(room, user, [held])) is not [var answer] || answer.Outcome.Effect is PolicyEffect.Hold or PolicyEffect.Quarantine or PolicyEffect.Notice)
            return;
        await WriteAsync([Decided(reader, user, held, answer)]);
        CountAnew(reader, [new HeldPass(user)]);
    }

    private Release Decided(HeldReader reader, User user, HeldEvent held, ReleaseOutcome answer) =>
        new(reader.Room, user, held, reader.Deliverable(held), answer) { Sender = users.Get(held.SenderRow) };

    private Task WriteAsync(List<Release> releases)
    {
        if (releases.Count == 0)
            return Task.CompletedTask;
        var append = new ReleasesAppend(releases, faults);
        log.Enqueue(append);
        return append.Done;
    }

    /// <summary>Everything decided in this room is on disk now, or failed: what counts is what the store has.</summary>
    private void CountAnew(HeldReader reader, IReadOnlyCollection<HeldPass> passes)
    {
        var left = reader.Count(passes.Select(pass => pass.User));
        foreach (var pass in passes)
        {
            var count = left.GetValueOrDefault(pass.User.Id);
            reader.Room.CountHeld(pass.User.Id, count - reader.Room.Held.GetValueOrDefault(pass.User.Id));
            if (count > 0)
                holds.Add(pass.User, pass.Until);
        }
    }
}

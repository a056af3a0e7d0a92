using Interop.Client;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Faults;

/// <summary>
/// An ordinary morning with a server that dies in the middle of it: alice writes, edits, retracts, adds and removes; bob listens and
/// acknowledges; carol's hours are closed and open half way. Everybody tries again until answered, as the client library does. At the end
/// nothing that was acknowledged is missing, nothing came twice, and the order is the one in which it was written.
/// </summary>
internal sealed class FaultStory : IAsyncDisposable
{
    private readonly Scene scene;
    private readonly Actor alice;
    private readonly Actor bob;
    private readonly Actor carol;
    private readonly Actor dave;
    private readonly List<(SubmitRequest Request, SubmitResponse Answer)> answered = [];
    private readonly RecordedStream toAlice;
    private readonly RecordedStream toBob;
    private readonly RecordedStream toCarol;
    private readonly RecordedStream toDave;
    private readonly RoomId room;
    private long acknowledged = -1;

    private FaultStory(Scene scene, Actor[] people, RoomId room)
    {
        (this.scene, this.room) = (scene, room);
        (alice, bob, carol, dave) = (people[0], people[1], people[2], people[3]);
        (toAlice, toBob, toCarol, toDave) = (alice.Listen(), bob.Listen(), carol.Listen(), dave.Listen());
    }

    /// <summary>How often the server was found dead, or failing, and started again without the fault.</summary>
    public int Strikes { get; private set; }

    /// <param name="fault">As --fault takes it.</param>
    public static async Task<FaultStory> BeginAsync(string fault)
    {
        var opened = await Scene.OpenAsync();
        Actor[] people = [await opened.PersonAsync("alice"), await opened.PersonAsync("bob"), await opened.PersonAsync("carol"), await opened.PersonAsync("dave")];
        var group = await Scene.RoomAsync(people[0], people[1], people[2]);
        await opened.CloseAsync(people[2]);
        await opened.Server.KillAsync();
        await opened.Server.StartAsync("--fault", fault);
        return new FaultStory(opened, people, group);
    }

    public async Task PlayAsync()
    {
        var before = await RetryAsync<ArchiveAudit>(async () => await scene.AuditAsync());

        // Carol is closed.
        var (three, five) = (default(EventId), default(EventId));
        for (var n = 0; n < 10; n++)
        {
            var sent = await SayAsync($"a{n}");
            (three, five) = (n == 3 ? sent : three, n == 5 ? sent : five);
            await AcknowledgeAsync();
        }
        await SubmitAsync(Actor.Edit(room, three, "a3, edited"));
        await SubmitAsync(Actor.Retraction(room, five));
        await SubmitAsync(Actor.Membership(room, dave.User, "join"));
        await SubmitAsync(Actor.Message(room, "b0"), Actor.Message(room, "b1"), Actor.Message(room, "b2"));

        // Carol is open.
        await RetryAsync<object>(async () =>
        {
            await scene.OpenAsync(carol);
            return scene;
        });
        for (var n = 0; n < 10; n++)
        {
            await SayAsync($"c{n}");
            await AcknowledgeAsync();
        }
        await SubmitAsync(Actor.Membership(room, dave.User, "remove"));
        await SayAsync("end");

        // A release or a delivery may still be under way when the fault strikes: look until everything is there.
        foreach (var stream in new[] { toAlice, toBob, toCarol })
        {
            for (var n = 0; n < 1200 && !stream.Texts.Contains("end"); n++)
            {
                await ReviveAsync();
                await Pause.Ms(50);
            }
            await stream.UntilTextAsync("end");
        }
        await CheckAsync(before);
    }

    public async ValueTask DisposeAsync() => await scene.DisposeAsync();

    private async Task CheckAsync(ArchiveAudit before)
    {
        string[] a = ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9"];
        string[] b = ["b0", "b1", "b2"];
        string[] c = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"];
        string[] all = [.. a, "a3, edited", "-", .. b, .. c, "end"];
        Assert.Equal(all, toBob.Texts);
        Assert.Equal(all, toAlice.Texts);
        Assert.Equal([.. a.Where(t => t != "a5"), "a3, edited", .. b, .. c, "end"], toCarol.Texts);
        Assert.Equal([.. b, .. c], toDave.Texts);
        foreach (var stream in new[] { toAlice, toBob, toCarol, toDave })
            Assert.Empty(stream.Faults);
        Assert.All(toCarol.Items.Where(i => i.Event is { } ev && RecordedStream.TextOf(ev) is ['a' or 'b', ..]), i => Assert.True(i.Released));

        // Told once per event what became of it.
        var told = toAlice.Items.Where(i => i.Status is { Code: "2.0.0" } s && s.Recipient == carol.User).Select(i => i.Status!.Event).ToArray();
        Assert.Equal(told.Distinct().Count(), told.Length);

        foreach (var (request, answer) in answered)
        {
            var again = await alice.Client.SubmitAsync(request);
            Assert.Equal(answer.Results.Select(r => (r.Event, r.Seq, r.Index)), again.Results.Select(r => (r.Event, r.Seq, r.Index)));
        }
        var audit = await ArchiveAudit.RunAsync(scene.Office.Archive, scene.Keys, before);
        Assert.Equal(all, audit.Texts);
        foreach (var result in answered.SelectMany(x => x.Answer.Results))
            Assert.Equal(result.Index, audit.Events[result.Event!.Value.Value].Index);

        // What was acknowledged stays acknowledged.
        var rest = await bob.Client.PollAsync(null);
        Assert.All(rest.Items, i => Assert.True(i.Position > acknowledged, $"position {i.Position} was acknowledged, as all up to {acknowledged}"));
    }

    private async Task AcknowledgeAsync()
    {
        var cursor = toBob.Cursor;
        if (cursor < 0)
            return;
        await RetryAsync<object>(async () =>
        {
            await bob.Client.AckAsync(cursor);
            return scene;
        });
        acknowledged = cursor;
    }

    private async Task<EventId> SayAsync(string text) => (await SubmitAsync(Actor.Message(room, text)))[0].Event!.Value;

    /// <summary>One transaction, tried again with the same id until every event in it is answered for good.</summary>
    private async Task<SubmitResult[]> SubmitAsync(params EventDraft[] drafts)
    {
        var request = new SubmitRequest(Actor.NewTransaction(), drafts);
        var answer = await RetryAsync<SubmitResponse>(async () =>
        {
            var tried = await alice.Client.SubmitAsync(request);
            return tried.Results.Any(r => r.Code[0] == '4') ? null : tried;
        });
        Assert.All(answer.Results, r => Assert.Equal('2', r.Code[0]));
        answered.Add((request, answer));
        return answer.Results;
    }

    private async Task<T> RetryAsync<T>(Func<Task<T?>> call)
        where T : class
    {
        for (var n = 0; n < 50; n++)
        {
            try
            {
                if (await call() is { } done)
                    return done;
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException or OcipProblemException { IsTransient: true })
            {
                await Pause.Ms(20);
            }
            await ReviveAsync(failing: n >= 3);
        }
        throw new TimeoutException($"no answer; the server printed:\n{scene.Server.Output}");
    }

    /// <summary>Starts the server again, without the fault, when it has died or goes on failing.</summary>
    private async Task ReviveAsync(bool failing = false)
    {
        if (!scene.Server.HasExited && !failing)
            return;
        Strikes++;
        await scene.Server.RestartAsync();
    }
}

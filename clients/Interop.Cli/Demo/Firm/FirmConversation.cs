using Interop.Cli.Demo.Firm.Files;
using Interop.Cli.Generating;
using Interop.Client;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Cli.Demo.Firm;

/// <summary>A few people in one room, one after the other; who regrets changes a message or takes it back.</summary>
internal sealed class FirmConversation : IDisposable
{
    private const double EditPerMille = 35;
    private const double RetractPerMille = 12;
    private const double FilePerMille = 12;
    private const double ReplyPerMille = 150;
    private const double OwnLanguagePerMille = 300;
    private const double ClientPerMille = 480;
    private const double UrgentPerMille = 60;
    private const int TurnsMin = 3;
    private const int TurnsMore = 10;

    private static readonly string[] Reasons =
        ["The trade settles tonight.", "The client is at the airport and needs an answer now.", "The auditor is still here.", "Production is down."];

    private readonly FirmTraffic traffic;
    private readonly Dice dice;
    private readonly FirmTalk talk;
    private readonly DraftWriter drafts = new();
    private readonly double[] activity = new double[Office.All.Length];

    private readonly bool atWork;

    /// <param name="traffic">What all conversations share.</param>
    /// <param name="dice">Its own.</param>
    /// <param name="atWork">Where everybody is at work, if anywhere: nothing of it has to wait for an opening.</param>
    public FirmConversation(FirmTraffic traffic, Dice dice, bool atWork = false) => (this.traffic, this.dice, this.atWork, talk) = (traffic, dice, atWork, new FirmTalk(dice));

    /// <summary>One conversation in a room where people are at work now.</summary>
    /// <param name="pause">Waits between two who speak.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(Func<Task> pause, CancellationToken stop)
    {
        var (room, present) = Pick();
        var turns = TurnsMin + dice.Below(TurnsMore);
        (int Person, string Event)? own = null;
        for (var turn = 0; turn < turns && !stop.IsCancellationRequested; turn++)
        {
            if (turn > 0)
                await pause();
            drafts.Begin(TransactionId.Parse(Guid.CreateVersion7(traffic.Clock.Passed).ToString("D")));
            var speaker = room.Client is { } client && dice.Hits(ClientPerMille) && !traffic.IsOut(client.Network) ? -1 : present[dice.Below(present.Length)];
            var isNew = await WriteAsync(room, speaker, own, stop);
            drafts.End();
            var token = speaker < 0 ? traffic.BridgeToken(room.Client!.Network) : traffic.Plan.People[speaker].Token;
            var result = (await traffic.Post.SubmitAsync(token, speaker < 0, drafts.Octets, stop))[0];
            var taken = isNew && result.Code[0] == '2' ? result.Event?.Value : null;
            traffic.Took(room, taken is null ? null : new FirmSaid(taken, speaker));
            own = taken is not null && speaker >= 0 ? (speaker, taken) : null;
        }
    }

    public void Dispose() => drafts.Dispose();

    /// <summary>Answers whether it is something that can be replied to.</summary>
    private async Task<bool> WriteAsync(FirmRoom room, int speaker, (int Person, string Event)? before, CancellationToken stop)
    {
        if (speaker < 0)
        {
            var client = room.Client!;
            drafts.Text(room.Room.Value, talk.Say(room.Language), new(),
                new(client.Network, client.User.Value, client.Account, traffic.NextNativeId(), $"chat-{client.Account}", WireTime.Format(traffic.Clock.Passed)));
            return true;
        }
        var person = traffic.Plan.People[speaker];
        var language = dice.Hits(OwnLanguagePerMille) ? person.Language : room.Language;
        var roll = dice.Fraction() * 1000;
        if (before is { } own && own.Person == speaker && roll < EditPerMille + RetractPerMille)
        {
            if (roll < EditPerMille)
                drafts.Text(room.Room.Value, talk.Say(language), new("replaces", own.Event), null);
            else
                drafts.Retraction(room.Room.Value, own.Event);
            return false;
        }
        if (roll > 1000 - FilePerMille)
        {
            var file = FirmFile.Make(dice, language);
            using var client = new OcipClient(traffic.Server, person.Token);
            drafts.File(room.Room.Value, await client.Media.UploadAsync(new MemoryStream(file.Octets), file.Type, stop), file.Name);
            return true;
        }
        var reply = dice.Hits(ReplyPerMille) ? traffic.LastIn(room)?.Event : null;
        var urgent = room.Client is null && !person.Office.IsOpen(traffic.Clock.Now) && dice.Hits(UrgentPerMille) ? Reasons[dice.Below(Reasons.Length)] : null;
        drafts.Text(room.Room.Value, talk.Say(language), new(reply is null ? null : "inReplyTo", reply, urgent), null);
        return true;
    }

    /// <summary>By how much is written there, and by who is at work; whoever is nowhere at work now writes a little all the same.</summary>
    private (FirmRoom Room, int[] Present) Pick()
    {
        var now = traffic.Clock.Now;
        for (var n = 0; n < activity.Length; n++)
            activity[n] = Office.All[n].Activity(now);
        var plan = traffic.Plan;
        var awake = atWork && plan.Rooms.Any(r => !r.IsOver && IsAtWork(r));
        var shares = new Shares(plan.Rooms.Select(r => r.IsOver || (awake && !IsAtWork(r)) ? 0 : r.Weight * r.Members.Max(m => ActivityOf(plan.People[m]))));
        var room = plan.Rooms[shares.Pick(dice)];
        var busiest = room.Members.Max(m => ActivityOf(plan.People[m]));
        return (room, [.. room.Members.Where(m => ActivityOf(plan.People[m]) >= busiest / 10)]);
    }

    private bool IsAtWork(FirmRoom room) => Array.TrueForAll(room.Members, m => ActivityOf(traffic.Plan.People[m]) >= 1);

    private double ActivityOf(FirmPerson person) => activity[Array.IndexOf(Office.All, person.Office)];
}

using System.Text;
using Interop.Cli.Generating;
using Interop.Client;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Cli.Bench.Archive;

/// <summary>
/// Some of the people, one transaction after the other: whoever's turn it is says what they have to say in their rooms. Lanes run beside each
/// other; what a lane says follows from the seed, how lanes interleave does not.
/// </summary>
internal sealed class Lane(FillOptions options, Uri server, DraftPost post, Population population, FilledArchive archive, Traffic traffic, TrafficClock clock, Writer[] writers, Dice dice) : IDisposable
{
    private const double EditPerMille = 30;
    private const double RetractPerMille = 10;
    private const double ForeignEditPerMille = 2;
    private const double FilePerMille = 2;
    private const double ReplyPerMille = 80;
    private const double OwnLanguagePerMille = 80;
    private const double FileOctetsMedian = 24_000;
    private const int FileOctetsMax = 900_000;
    private readonly Shares turns = new(writers.Select(w => w.Person < 0 ? 1 : population.WeightOf[w.Person]));
    private readonly Speech speech = new(dice);
    private readonly DraftWriter drafts = new();
    private readonly List<(string Room, bool IsMessage, bool MayFail)> sent = [];
    private long nativeIds;

    /// <summary>Sends so many messages.</summary>
    public async Task RunAsync(long messages, CancellationToken stop)
    {
        while (messages > 0)
        {
            var writer = writers[turns.Pick(dice)];
            var count = (int)Math.Min(messages, options.Transaction);
            sent.Clear();
            drafts.Begin(TransactionId.Parse(Guid.CreateVersion7(clock.Passed).ToString("D")));
            for (var n = 0; n < count; n++)
            {
                if (writer.Person < 0)
                    WriteOutsider();
                else
                    await WriteAsync(writer, stop);
            }
            drafts.End();
            Take(writer, await post.SubmitAsync(writer.Token, writer.Person < 0, drafts.Octets, stop));
            messages -= count;
        }
    }

    public void Dispose() => drafts.Dispose();

    private async Task WriteAsync(Writer writer, CancellationToken stop)
    {
        var roll = dice.Fraction() * 1000;
        var room = population.RoomsOf[writer.Person][population.RoomShares[writer.Person].Pick(dice)];
        var name = archive.Rooms[room];
        if (roll < EditPerMille && writer.TakeRecent() is { } own)
            Say(own.Room, writer.Person, population.Rooms[room][0], "replaces", own.Event, isMessage: false);
        else if (roll < EditPerMille + RetractPerMille && writer.TakeRecent() is { } regretted)
        {
            drafts.Retraction(regretted.Room, regretted.Event);
            sent.Add((regretted.Room, false, true));
        }
        else if (roll > 1000 - ForeignEditPerMille && traffic.LastOf(name) is { } foreign && foreign.Person != writer.Person)
            Say(name, writer.Person, population.Rooms[room][0], "replaces", foreign.Event, isMessage: false);
        else if (roll > 1000 - ForeignEditPerMille - FilePerMille)
            await AttachAsync(writer, name, stop);
        else
        {
            var reply = dice.Hits(ReplyPerMille) ? traffic.LastOf(name) : null;
            Say(name, writer.Person, population.Rooms[room][0], reply is null ? null : "inReplyTo", reply?.Event, isMessage: true);
        }
    }

    /// <summary>People keep to the language of their room, most of the time.</summary>
    private void Say(string room, int person, int founder, string? relation, string? target, bool isMessage)
    {
        var text = speech.Message(Language.All[population.LanguageOf[dice.Hits(OwnLanguagePerMille) ? person : founder]]);
        drafts.Text(room, text, new(relation, target), null);
        traffic.Wrote(Encoding.UTF8.GetByteCount(text));
        sent.Add((room, isMessage, !isMessage));
    }

    private void WriteOutsider()
    {
        var number = dice.Early(archive.Outsiders.Length);
        var outsider = archive.Outsiders[number];
        var text = speech.Message(Language.All[population.LanguageOf[population.Outsiders[number]]]);
        var id = $"${archive.Runs:x}-{nativeIds++:x}-{dice.Next():x}";
        drafts.Text(outsider.Room, text, new(), new(Hiring.Network, outsider.User, outsider.Account, id, $"!dm{number}:partner.example", WireTime.Format(clock.Passed)));
        traffic.Wrote(Encoding.UTF8.GetByteCount(text));
        sent.Add((outsider.Room, true, false));
    }

    private async Task AttachAsync(Writer writer, string room, CancellationToken stop)
    {
        var octets = new byte[(int)Math.Min(dice.LogNormal(FileOctetsMedian, 1), FileOctetsMax)];
        dice.Fill(octets);
        "%PDF-1.7\n"u8.CopyTo(octets);
        using var client = new OcipClient(server, writer.Token, null, TimeProvider.System);
        drafts.File(room, await client.Media.UploadAsync(new MemoryStream(octets), "application/pdf", stop), $"report-{dice.Below(10_000)}.pdf");
        sent.Add((room, false, false));
    }

    private void Take(Writer writer, SubmitResult[] results)
    {
        foreach (var (n, result) in results.Index())
        {
            traffic.Answer(result.Code);
            var (room, isMessage, mayFail) = sent[n];
            if (result.Code[0] != '2' && !mayFail)
                traffic.Wrong($"{result.Code} {result.Detail}");
            if (!isMessage || result.Code[0] != '2' || result.Event is not { } ev)
                continue;
            writer.Wrote(room, ev.Value);
            traffic.Said(room, writer.Person, ev.Value);
        }
    }
}

using System.Globalization;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Component;

namespace Interop.Bridges.Xmpp.Messages;

/// <summary>
/// Turns what a message says into an event for the core: who may correct or take back what is checked here as far as XMPP lets one check. A claim that does not hold
/// does not make the words disappear: they become a message of their own, with a note. Runs on the pump.
/// </summary>
internal sealed class MessageOffer(IBridgeCore core, InboundPump pump, TimeProvider time)
{
    private const int StrongIdLength = 16;
    private const int QuoteNoteMax = 500;

    /// <summary>Offers it; nothing when it says nothing.</summary>
    public async Task OfferAsync(MessageOrigin origin, ReadMessage read)
    {
        if (origin.Echo is not null)
        {
            Message(origin, read, read.Text ?? "", read.Fidelity);
            return;
        }
        if (read.Retracts is not null)
        {
            await RetractionAsync(origin, read);
            return;
        }
        if (read.Subject is not null && origin.IsRoom)
        {
            pump.Offer(new InboundRoomProfile
            {
                // Prosody gives a subject no id: author and time tell two changes apart.
                Id = new NativeEventId(read.StanzaId ?? $"subject/{origin.Account}/{Guid.CreateVersion7(time.GetUtcNow()):N}"),
                Room = origin.Room, Sender = new NativeUserId(origin.Account), SenderName = origin.Name, SentAt = read.SentAt, Topic = read.Subject, Fidelity = origin.Fidelity,
            });
            return;
        }
        if (read.Text is null)
            return;
        if (read.Corrects is not null)
            await CorrectionAsync(origin, read);
        else
            await NewAsync(origin, read);
    }

    private async Task NewAsync(MessageOrigin origin, ReadMessage read)
    {
        var fidelity = read.Fidelity;
        if (read is { RepliesTo: not null, ReplyQuote: { } quote })
        {
            await pump.FlushAsync();
            var target = await core.FindTargetAsync(origin.Room, new NativeEventId(read.RepliesTo), CancellationToken.None);
            // What a client calls a quotation and is none is kept: some people in an observed room did see it.
            if (target is { Excerpt: { } excerpt } && !Alike(quote, excerpt))
                fidelity = [.. fidelity, $"The reply came with this quotation, which is not what it answers: {Cut(quote)}"];
        }
        Message(origin, read, read.Text!, fidelity);
    }

    private async Task CorrectionAsync(MessageOrigin origin, ReadMessage read)
    {
        var target = await TargetAsync(origin, read.Corrects!);
        if (target is null || target.Sender.Value != origin.Account)
        {
            var why = target is null
                ? $"It corrects an earlier message that the bridge does not know ({read.Corrects})."
                : "It claims to correct a message of somebody else; it is shown as a message of its own.";
            Message(origin, read, read.Text!, [.. read.Fidelity, why]);
            return;
        }
        pump.Offer(new InboundEdit
        {
            Id = IdOf(origin, read), Aliases = AliasesOf(origin, read), Room = origin.Room, Sender = new NativeUserId(origin.Account), SenderName = origin.Name,
            SenderLanguage = read.Language, SentAt = read.SentAt, DirectWith = DirectWith(origin), Fidelity = [.. origin.Fidelity, .. read.Fidelity],
            Target = target.Id, Kind = read.Kind, Text = read.Text!, Html = read.Html, Styled = read.Styled, Files = [.. read.Files.Select(file => file.ForCore())],
        });
    }

    private async Task RetractionAsync(MessageOrigin origin, ReadMessage read)
    {
        var moderator = read.ModeratedBy;
        var account = moderator switch
        {
            null => origin.Account,
            "" => origin.Room.Value,
            _ => origin.AccountOf?.Invoke(moderator) ?? moderator,
        };
        var target = await TargetAsync(origin, read.Retracts!);
        if (target is null || (moderator is null && target.Sender.Value != account))
        {
            var why = target is null
                ? $"It takes back an earlier message that the bridge does not know ({read.Retracts})."
                : "It claims to take back a message of somebody else; that message stays.";
            Message(origin, read, "[took a message back]", [.. read.Fidelity, why]);
            return;
        }
        pump.Offer(new InboundRetraction
        {
            Id = IdOf(origin, read), Aliases = AliasesOf(origin, read), Room = origin.Room, Sender = new NativeUserId(account), SenderName = moderator is null ? origin.Name : null,
            SentAt = read.SentAt, DirectWith = DirectWith(origin), Fidelity = [.. origin.Fidelity, .. read.Fidelity], Target = target.Id, Reason = read.RetractReason,
        });
    }

    private void Message(MessageOrigin origin, ReadMessage read, string text, IReadOnlyList<string> fidelity) => pump.Offer(new InboundMessage
    {
        Id = IdOf(origin, read), Aliases = AliasesOf(origin, read), Room = origin.Room, Sender = new NativeUserId(origin.Account), SenderName = origin.Name,
        SenderLanguage = read.Language, SentAt = read.SentAt, DirectWith = DirectWith(origin), EchoOf = origin.Echo, Fidelity = [.. origin.Fidelity, .. fidelity],
        Kind = read.Kind, Text = text, Html = read.Html, Styled = read.Styled, Files = [.. read.Files.Select(file => file.ForCore())],
        ReplyTo = read.RepliesTo is { } target ? new NativeEventId(target) : null, ReplyQuote = read.ReplyQuote,
    });

    /// <summary>The message meant; in rooms that of this sender first, since anybody can copy a message id.</summary>
    private async Task<NativeTarget?> TargetAsync(MessageOrigin origin, string id)
    {
        await pump.FlushAsync();
        NativeTarget? target = null;
        if (origin.IsRoom)
            target = await core.FindTargetAsync(origin.Room, new NativeEventId(MessageIds.Qualified(origin.Account, id)), CancellationToken.None);
        return target ?? await core.FindTargetAsync(origin.Room, new NativeEventId(id), CancellationToken.None);
    }

    /// <summary>
    /// Rooms: the id that the room gave. Otherwise the client's own if it looks unique: then a client that sends again after a lost connection is recognised.
    /// A counter ("1", "2") begins anew with every login and would make later messages look like repeats: those get an id of ours.
    /// </summary>
    private NativeEventId IdOf(MessageOrigin origin, ReadMessage read)
    {
        if (read.StanzaId is not null)
            return new NativeEventId(read.StanzaId);
        var own = read.OriginId ?? read.Id;
        if (own is not { Length: >= StrongIdLength })
            return new NativeEventId($"received/{Guid.CreateVersion7(time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture)}");
        return new NativeEventId(origin.IsRoom ? MessageIds.Qualified(origin.Account, own) : own);
    }

    private static List<NativeAlias> AliasesOf(MessageOrigin origin, ReadMessage read)
    {
        var aliases = new List<NativeAlias>(4);
        if (read.StanzaId is { } stanzaId)
            aliases.Add(new NativeAlias(MessageIds.StanzaId, new NativeEventId(stanzaId)));
        if (read.Id is { } id)
        {
            aliases.Add(new NativeAlias(MessageIds.MessageId, new NativeEventId(id)));
            if (origin.IsRoom)
                aliases.Add(new NativeAlias(MessageIds.OfSender, new NativeEventId(MessageIds.Qualified(origin.Account, id))));
        }
        if (read.OriginId is { } originId && originId != read.Id)
            aliases.Add(new NativeAlias(MessageIds.OriginId, new NativeEventId(originId)));
        return aliases;
    }

    private static NativeUserId? DirectWith(MessageOrigin origin) => origin.Ghost is { } ghost ? new NativeUserId(ghost) : null;

    private static bool Alike(string quote, string excerpt)
    {
        var (a, b) = (Letters(quote), Letters(excerpt));
        return a.Length == 0 || b.Contains(a, StringComparison.Ordinal) || (b.Length >= 8 && a.StartsWith(b, StringComparison.Ordinal)) || a == b;

        static string Letters(string text) => new([.. text.Where(char.IsLetterOrDigit)]);
    }

    private static string Cut(string text) => text.Length <= QuoteNoteMax ? text : $"{text[..QuoteNoteMax]}…";
}

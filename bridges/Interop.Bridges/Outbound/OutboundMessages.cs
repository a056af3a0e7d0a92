using System.Text.Json;
using Interop.Bridges.Connectors;
using Interop.Bridges.Formatting;
using Interop.Bridges.Native;
using Interop.Bridges.Portals;
using Interop.Bridges.Storage;
using Interop.Protocol;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Bridges.Outbound;

/// <summary>
/// Messages, edits and retractions on the network. The one place where what a network cannot do is replaced by what it can, always with a note of what was lost.
/// </summary>
internal sealed class OutboundMessages(BridgeContext bridge, Actors actors, Voice voice)
{
    public async Task<Delivered> ShowAsync(NativePortal portal, OcipEvent news, CancellationToken cancellationToken)
    {
        if (news.Header.Type == EventTypes.Retract)
            return await RetractAsync(portal, news, cancellationToken);
        if (news.Body is not { } body)
            throw new NativeRefusedException("Its content was erased before it could be shown.");
        var content = JsonSerializer.Deserialize(body.Content, OcipJson.Default.MessageContent)!;
        return news.Header.Type == EventTypes.Edit
            ? await EditAsync(portal, news, content, cancellationToken)
            : await MessageAsync(portal, news, content, cancellationToken);
    }

    private async Task<Delivered> MessageAsync(NativePortal portal, OcipEvent news, MessageContent content, CancellationToken cancellationToken)
    {
        var actor = await actors.OfAsync(portal, news.Header.Sender, cancellationToken);
        var text = Render(content);
        var excerpt = (actor.Name, text.Plain);
        NativeTarget? target = null;
        if (news.Header.Relates is { Type: Relation.InReplyTo } relates)
        {
            target = Target(portal, relates.Event);
            if (target is null || bridge.Connector is not ISendsReplies)
            {
                text = Quote(text, bridge.Store.Read(c => ExcerptTable.Find(c, relates.Event)), target is null);
                target = null;
            }
        }
        return await SendAsync(portal, news, actor, text, target, cancellationToken) with { Excerpt = excerpt };
    }

    private async Task<Delivered> EditAsync(NativePortal portal, OcipEvent news, MessageContent content, CancellationToken cancellationToken)
    {
        var original = news.Header.Relates!.Event;
        var text = Render(content);
        var parts = Parts(portal, original);
        var author = await actors.OfAsync(portal, news.Header.Sender, cancellationToken);
        if (bridge.Connector is ISendsEdits edits && parts is [{ } target] && await MayChangeAsync(target.Sender, cancellationToken))
        {
            // By the account that sent it: the network lets nobody else change it.
            var actor = author with { Account = target.Sender, Kind = KindOf(target.Sender) };
            if (Messages(portal, news, actor, text) is [{ } message])
            {
                var sent = await edits.SendEditAsync(new NativeEdit(message, target), cancellationToken);
                return new Delivered
                {
                    Sent = [(sent, actor.Account, message.Key)], Fidelity = [.. text.Lost, .. sent.Fidelity], Original = original, Excerpt = (actor.Name, text.Plain),
                };
            }
        }
        text.Lost.Add(bridge.Connector is ISendsEdits ? "The message could not be changed there: shown as a new one." : "Edits are shown as new messages.");
        return await SendAsync(portal, news, author, text.Prefixed("* "), null, cancellationToken) with { Original = original, Excerpt = (author.Name, text.Plain) };
    }

    private async Task<Delivered> RetractAsync(NativePortal portal, OcipEvent news, CancellationToken cancellationToken)
    {
        var original = news.Header.Relates!.Event;
        // Never shown here (held, or from before): nothing to take back.
        var parts = Parts(portal, original);
        if (parts.Count == 0)
            return Delivered.Nothing with { Forget = original };
        var actor = await actors.OfAsync(portal, news.Header.Sender, cancellationToken);
        if (bridge.Connector is not ISendsRetractions retractions)
        {
            var said = await voice.SayAsync(portal, $"retracted/{news.Id}", Sentences.TookBack(actor.Name), cancellationToken);
            return Delivered.Nothing with { Forget = original, Fidelity = ["The message could not be taken back there; the bridge said that it was.", .. said.Fidelity] };
        }
        var done = new List<(NativeSent Sent, NativeUserId Sender, TransactionKey Key)>();
        for (var part = 0; part < parts.Count; part++)
        {
            var retraction = new NativeRetraction
            {
                Portal = portal, Sender = actor.Account, SenderKind = actor.Kind, SenderName = actor.Name, Author = news.Header.Sender, CreatedAt = Created(news),
                Key = TransactionKey.Of(actor.Account, news.Id, portal.NativeRoom, part), Target = parts[part],
            };
            done.Add((await retractions.SendRetractionAsync(retraction, cancellationToken), actor.Account, retraction.Key));
        }
        return new Delivered { Sent = done, Fidelity = [.. done.SelectMany(d => d.Sent.Fidelity)], Forget = original, Original = original };
    }

    private async Task<Delivered> SendAsync(NativePortal portal, OcipEvent news, Actor actor, RenderedText text, NativeTarget? target, CancellationToken cancellationToken)
    {
        var sent = new List<(NativeSent, NativeUserId, TransactionKey)>();
        var lost = new List<string>(text.Lost);
        foreach (var message in Messages(portal, news, actor, text))
        {
            var answer = target is not null && sent.Count == 0
                ? await ((ISendsReplies)bridge.Connector).SendReplyAsync(new NativeReply(message, target), cancellationToken)
                : await bridge.Connector.SendAsync(message, cancellationToken);
            sent.Add((answer, actor.Account, message.Key));
            lost.AddRange(answer.Fidelity);
        }
        if (sent.Count > 1)
            lost.Add($"Too long for one message on this network: shown in {sent.Count} parts.");
        return new Delivered { Sent = sent, Fidelity = lost };
    }

    /// <summary>The native messages of one text: one, or as many as its length needs.</summary>
    private List<NativeMessage> Messages(NativePortal portal, OcipEvent news, Actor actor, RenderedText text)
    {
        if (actor.Kind == SenderKind.Bot)
            text = text.Prefixed($"{actor.Name}: ");
        var kind = text.Shown.StartsWith("/me ", StringComparison.Ordinal) ? MessageKind.Emote : MessageKind.Text;
        if (kind == MessageKind.Emote)
            text = text.WithoutPrefix("/me ");
        var parts = MessageParts.Split(text.Shown, bridge.Connector.Description.TextOctetsMax);
        var html = parts.Count == 1 ? text.Html : null;
        if (html is null && text.Html is not null)
            text.Lost.Add("Formatting was not carried, because the message had to be sent in parts.");
        return
        [
            .. parts.Select((part, i) => new NativeMessage
            {
                Portal = portal, Sender = actor.Account, SenderKind = actor.Kind, SenderName = actor.Name, Author = news.Header.Sender, CreatedAt = Created(news),
                Key = TransactionKey.Of(actor.Account, news.Id, portal.NativeRoom, i), Kind = kind, Text = part, Html = html, Styled = text.Styled,
            }),
        ];
    }

    private RenderedText Render(MessageContent content)
    {
        var html = MessageText.HtmlOf(content) is { } rich ? HtmlSanitizer.Clean(rich).Html : null;
        var lost = new List<string>();
        IReadOnlyList<string> notShown = [];
        var plain = MessageText.PlainOf(content) ?? (MessageText.HtmlOf(content) is { } only ? HtmlToText.Convert(only, styled: false, out _) : null);
        if (plain is null)
        {
            plain = $"[{content.Part.Filename ?? "attachment"}]";
            lost.Add("Attachments are not carried.");
        }
        plain = TextRules.Clean(plain);
        if (html is null)
            return new RenderedText(plain, plain, null, false, lost);
        switch ((bridge.Connector as ISendsFormatting)?.Formatting)
        {
            case NativeFormatting.Html:
                return new RenderedText(plain, plain, html, false, lost);
            case NativeFormatting.Styling:
                var styled = HtmlToText.Convert(html, styled: true, out notShown);
                lost.AddRange(notShown);
                return new RenderedText(plain, styled, null, true, lost);
            default:
                lost.Add("Formatting was not carried.");
                return new RenderedText(plain, plain, null, false, lost);
        }
    }

    private static RenderedText Quote(RenderedText text, Excerpt? excerpt, bool unknown)
    {
        if (excerpt is null)
        {
            text.Lost.Add("This answers a message that is not known there any more.");
            return text;
        }
        text.Lost.Add(unknown ? "This answers a message that was not shown there: quoted in the text." : "Answers are shown with a quotation in the text.");
        var html = $"<blockquote>{HtmlText.OfLines($"{excerpt.Author}: {excerpt.Text}")}</blockquote>";
        return text.Prefixed($"> {excerpt.Author}: {excerpt.Text}\n", html);
    }

    private NativeTarget? Target(NativePortal portal, EventId item) => bridge.Store.Read(c => NativeIdTable.Target(c, portal.NativeRoom, item));

    private IReadOnlyList<NativeTarget> Parts(NativePortal portal, EventId item) => bridge.Store.Read(c => NativeIdTable.Parts(c, portal.NativeRoom, item));

    /// <summary>The message is one of ours, or of an employee with whose account the bridge may act.</summary>
    private async Task<bool> MayChangeAsync(NativeUserId sender, CancellationToken cancellationToken) =>
        bridge.IsOwn(sender) || (bridge.Connector is IPuppets puppets && await puppets.CanActAsAsync(sender, cancellationToken));

    private SenderKind KindOf(NativeUserId account) => account == bridge.Bot ? SenderKind.Bot : bridge.IsOwn(account) ? SenderKind.Ghost : SenderKind.Puppet;

    private static DateTimeOffset Created(OcipEvent news) => WireTime.Parse(news.Header.Created);
}

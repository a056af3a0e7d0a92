using System.Text.Json;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Portals;
using Interop.Bridges.Storage;
using Interop.Protocol;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Outbound;

/// <summary>
/// Messages, edits and retractions on the network. The one place where what a network cannot do is replaced by what it can, always with a note of what was lost.
/// </summary>
internal sealed class OutboundMessages(BridgeContext bridge, Actors actors, MessageSender sender, Voice voice)
{
    /// <param name="portal">Where.</param>
    /// <param name="news">The event.</param>
    /// <param name="recipients">To whom it is delivered there.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<Delivered> ShowAsync(NativePortal portal, OcipEvent news, IReadOnlyList<UserId> recipients, CancellationToken cancellationToken)
    {
        if (news.Header.Type == EventTypes.Retract)
            return await RetractAsync(portal, news, cancellationToken);
        if (news.Body is not { } body)
            throw new NativeRefusedException("Its content was erased before it could be shown.");
        var shown = MessageRendering.Of(JsonSerializer.Deserialize(body.Content, OcipJson.Default.MessageContent)!, bridge.Connector);
        var showing = new Showing(portal, news, await actors.OfAsync(portal, news.Header.Sender, cancellationToken), recipients);
        return news.Header.Type == EventTypes.Edit
            ? await EditAsync(showing, shown, cancellationToken)
            : await MessageAsync(showing, shown, cancellationToken);
    }

    private async Task<Delivered> MessageAsync(Showing showing, ShownMessage shown, CancellationToken cancellationToken)
    {
        var excerpt = ExcerptOf(showing, shown);
        NativeTarget? target = null;
        if (showing.News.Header.Relates is { Type: Relation.InReplyTo } relates)
        {
            target = bridge.Store.Read(c => NativeIdTable.Target(c, showing.Portal.NativeRoom, relates.Event));
            if (target is null || bridge.Connector is not ISendsReplies)
            {
                shown = shown with { Text = shown.Text.Quoting(bridge.Store.Read(c => ExcerptTable.Find(c, relates.Event)), target is null) };
                target = null;
            }
        }
        return await sender.SendAsync(showing, shown, target, cancellationToken) with { Excerpt = excerpt };
    }

    private async Task<Delivered> EditAsync(Showing showing, ShownMessage shown, CancellationToken cancellationToken)
    {
        var original = showing.News.Header.Relates!.Event;
        var now = bridge.Store.Read(c => NativeIdTable.Current(c, showing.Portal.NativeRoom, original));
        var mayChange = bridge.Connector is ISendsEdits && now.Count > 0 && await MayChangeAsync(now[0].Target.Sender, cancellationToken);
        if (mayChange && await InPlaceAsync(showing, shown, now, cancellationToken) is { } changed)
            return changed with { Original = original, Excerpt = ExcerptOf(showing, shown) };
        shown.Text.Lost.Add(bridge.Connector is ISendsEdits ? "The message could not be changed there: shown as a new one." : "Edits are shown as new messages.");
        var excerpt = ExcerptOf(showing, shown);
        var anew = await sender.SendAsync(showing, shown with { Text = shown.Text.Prefixed("* ") }, null, cancellationToken);
        if (!mayChange || !now.Any(part => part.File is not null) || bridge.Connector is not ISendsRetractions retractions)
            return anew with { Original = original, Excerpt = excerpt, Anew = true };
        // A file that its sender took out of the message does not stay there. Crash in between: all of it again, with the same keys.
        for (var part = 0; part < now.Count; part++)
            await retractions.SendRetractionAsync(Retraction(showing, now[part].Target, $"{showing.News.Id}/replaced", part), cancellationToken);
        return anew with { Original = original, Excerpt = excerpt, Anew = true };
    }

    /// <summary>Changes the message that is there; null when it is not of the same shape.</summary>
    private async Task<Delivered?> InPlaceAsync(Showing showing, ShownMessage shown, IReadOnlyList<ShownPart> now, CancellationToken cancellationToken)
    {
        if (!now.Where(part => part.File is not null).Select(part => part.File).SequenceEqual(shown.Files.Select(FileMark.Of)))
            return null;
        var isCaption = now[0].File is not null;
        if (isCaption ? bridge.Connector is not ISendsCaptions : shown.Text.IsEmpty || now.Count(part => part.File is null) != 1)
            return null;
        // By the account that sent it: the network lets nobody else change it.
        var account = now[0].Target.Sender;
        showing = showing with { Actor = showing.Actor with { Account = account, Kind = KindOf(account) } };
        if (sender.TextsOf(showing, shown.Text) is not [{ } message])
            return null;
        var edit = new NativeEdit(message, now[0].Target);
        var sent = isCaption
            ? await ((ISendsCaptions)bridge.Connector).SendCaptionAsync(edit, cancellationToken)
            : await ((ISendsEdits)bridge.Connector).SendEditAsync(edit, cancellationToken);
        return new Delivered { Sent = [new SentPart(sent, account, message.Key)], Fidelity = [.. shown.Text.Lost, .. sent.Fidelity] };
    }

    private async Task<Delivered> RetractAsync(NativePortal portal, OcipEvent news, CancellationToken cancellationToken)
    {
        var original = news.Header.Relates!.Event;
        // Never shown here (held, or from before): nothing to take back.
        var parts = bridge.Store.Read(c => NativeIdTable.Everywhere(c, portal.NativeRoom, original));
        if (parts.Count == 0)
            return Delivered.Nothing with { Forget = original };
        var actor = await actors.OfAsync(portal, news.Header.Sender, cancellationToken);
        if (bridge.Connector is not ISendsRetractions retractions)
        {
            var said = await voice.SayAsync(portal, $"retracted/{news.Id}", Sentences.TookBack(actor.Name), cancellationToken);
            return Delivered.Nothing with { Forget = original, Fidelity = ["The message could not be taken back there; the bridge said that it was.", .. said.Fidelity] };
        }
        var (showing, done) = (new Showing(portal, news, actor, []), new List<SentPart>());
        for (var part = 0; part < parts.Count; part++)
        {
            var retraction = Retraction(showing, parts[part], news.Id.Value, part);
            done.Add(new SentPart(await retractions.SendRetractionAsync(retraction, cancellationToken), actor.Account, retraction.Key));
        }
        return new Delivered { Sent = done, Fidelity = [.. done.SelectMany(d => d.Sent.Fidelity)], Forget = original, Original = original };
    }

    private static NativeRetraction Retraction(Showing showing, NativeTarget target, string what, int part) => new()
    {
        Portal = showing.Portal, Sender = showing.Actor.Account, SenderKind = showing.Actor.Kind, SenderName = showing.Actor.Name, Author = showing.News.Header.Sender,
        CreatedAt = showing.Created, Key = TransactionKey.Of(showing.Actor.Account, what, showing.Portal.NativeRoom, part), Target = target,
    };

    private static (string Author, string Text) ExcerptOf(Showing showing, ShownMessage shown) =>
        (showing.Actor.Name, shown.Text.IsEmpty && shown.Files.Count > 0 ? MessageRendering.Instead(shown.Files[0]) : shown.Text.Plain);

    /// <summary>The message is one of ours, or of an employee with whose account the bridge may act.</summary>
    private async Task<bool> MayChangeAsync(NativeUserId account, CancellationToken cancellationToken) =>
        bridge.IsOwn(account) || (bridge.Connector is IPuppets puppets && await puppets.CanActAsAsync(account, cancellationToken));

    private SenderKind KindOf(NativeUserId account) => account == bridge.Bot ? SenderKind.Bot : bridge.IsOwn(account) ? SenderKind.Ghost : SenderKind.Puppet;
}

using Interop.Bridges.Connectors;
using Interop.Bridges.Files;
using Interop.Bridges.Formatting;
using Interop.Bridges.Native;
using Interop.Protocol.Content;

namespace Interop.Bridges.Outbound;

/// <summary>
/// Sends one event as the native messages that it needs: the text, in parts when it is long, then each file; or the first file with the text as its caption, where
/// the network has captions. Each has its own key: what a crash or an outage cuts short is sent again, and shown once.
/// </summary>
internal sealed class MessageSender(BridgeContext bridge, OutboundFiles files)
{
    private const string Me = "/me ";

    public async Task<Delivered> SendAsync(Showing showing, ShownMessage shown, NativeTarget? target, CancellationToken cancellationToken)
    {
        if (showing.Actor.Kind == SenderKind.Bot && shown.Text.IsEmpty && shown.Files.Count > 0)
            shown = shown with { Text = shown.Text with { Shown = "sends a file." } };
        var hasCaption = HasCaption(shown);
        var (sent, lost) = (new List<SentPart>(), new List<string>());
        if (!hasCaption && (!shown.Text.IsEmpty || shown.Files.Count == 0))
        {
            await TextsAsync(showing, shown.Text, target, sent, cancellationToken);
            if (sent.Count > 1)
                lost.Add($"Too long for one message on this network: shown in {sent.Count} parts.");
            if (shown.Files.Count > 0)
                lost.Add("The text is a message of its own, before the file.");
        }
        for (var n = 0; n < shown.Files.Count; n++)
        {
            var file = File(showing, shown.Files[n], sent.Count) with { Answers = sent.Count == 0 ? target : null };
            if (hasCaption && n == 0)
                file = file with { Caption = PrefixOf(showing) + shown.Text.Shown, CaptionHtml = shown.Text.Html };
            sent.Add(await FileAsync(showing, file, shown, shown.Files[n], cancellationToken));
        }
        return new Delivered { Sent = sent, Fidelity = [.. shown.Text.Lost, .. lost, .. sent.SelectMany(part => part.Sent.Fidelity)] };
    }

    /// <summary>The native messages of one text: one, or as many as its length needs.</summary>
    public List<NativeMessage> TextsOf(Showing showing, RenderedText text)
    {
        if (PrefixOf(showing) is { Length: > 0 } prefix)
            text = text.Prefixed(prefix);
        var kind = text.Shown.StartsWith(Me, StringComparison.Ordinal) ? MessageKind.Emote : MessageKind.Text;
        if (kind == MessageKind.Emote)
            text = text.WithoutPrefix(Me);
        var parts = MessageParts.Split(text.Shown, bridge.Connector.Description.TextOctetsMax);
        var html = parts.Count == 1 ? text.Html : null;
        if (html is null && text.Html is not null)
            text.Lost.Add("Formatting was not carried, because the message had to be sent in parts.");
        return [.. parts.Select((part, n) => Text(showing, part, n) with { Kind = kind, Html = html, Styled = text.Styled })];
    }

    private async Task TextsAsync(Showing showing, RenderedText text, NativeTarget? target, List<SentPart> sent, CancellationToken cancellationToken)
    {
        foreach (var message in TextsOf(showing, text))
        {
            var answer = target is not null && sent.Count == 0
                ? await ((ISendsReplies)bridge.Connector).SendReplyAsync(new NativeReply(message, target), cancellationToken)
                : await bridge.Connector.SendAsync(message, cancellationToken);
            sent.Add(new SentPart(answer, showing.Actor.Account, message.Key));
        }
    }

    /// <summary>A file that the network does not take stands in the text; alone it is a refusal.</summary>
    private async Task<SentPart> FileAsync(Showing showing, NativeFile file, ShownMessage shown, ContentPart part, CancellationToken cancellationToken)
    {
        try
        {
            return new SentPart(await files.SendAsync(file, part, showing.Recipients, cancellationToken), showing.Actor.Account, file.Key, FileMark.Of(part));
        }
        catch (NativeRefusedException refused) when (shown.Files.Count > 1 || !shown.Text.IsEmpty)
        {
            var instead = Text(showing, string.Join('\n', ((string?[])[file.Caption, MessageRendering.Instead(part)]).Where(line => line is not null)), 0) with { Key = file.Key };
            var answer = await bridge.Connector.SendAsync(instead, cancellationToken);
            var note = $"The file {file.Name} was not carried. {refused.Message}";
            return new SentPart(answer with { Fidelity = [.. answer.Fidelity, note] }, showing.Actor.Account, file.Key, FileMark.Of(part));
        }
    }

    private bool HasCaption(ShownMessage shown) => bridge.Connector is ISendsCaptions && shown.Files.Count > 0 && !shown.Text.IsEmpty
        && !shown.Text.Shown.StartsWith(Me, StringComparison.Ordinal) && MessageParts.Split(shown.Text.Shown, bridge.Connector.Description.TextOctetsMax).Count == 1;

    private static string PrefixOf(Showing showing) => showing.Actor.Kind == SenderKind.Bot ? $"{showing.Actor.Name}: " : "";

    private static NativeMessage Text(Showing showing, string text, int part) => new()
    {
        Portal = showing.Portal, Sender = showing.Actor.Account, SenderKind = showing.Actor.Kind, SenderName = showing.Actor.Name, Author = showing.News.Header.Sender,
        CreatedAt = showing.Created, Key = showing.Key(part), Kind = MessageKind.Text, Text = text,
    };

    private static NativeFile File(Showing showing, ContentPart part, int number) => new()
    {
        Portal = showing.Portal, Sender = showing.Actor.Account, SenderKind = showing.Actor.Kind, SenderName = showing.Actor.Name, Author = showing.News.Header.Sender,
        CreatedAt = showing.Created, Key = showing.Key(number), Name = FileNames.Clean(part.Filename) ?? FileNames.Unnamed,
        ContentType = part.ContentType!, Size = part.Size ?? 0, Open = () => Stream.Null,
    };
}

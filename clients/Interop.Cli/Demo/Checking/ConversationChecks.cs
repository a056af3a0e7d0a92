using System.Text;
using Interop.Cli.Demo.Seats;

namespace Interop.Cli.Demo.Checking;

/// <summary>What every conversation must carry, in every direction: one person speaks, the others hear, by their own networks' clients.</summary>
internal sealed class ConversationChecks(CheckList list, Ledger ledger)
{
    /// <param name="place">direct or room, for the names.</param>
    /// <param name="speaker">Who speaks.</param>
    /// <param name="listeners">Who must hear all of it.</param>
    /// <param name="isMatrix">Whether the speaker is on Matrix: formatting is HTML there and styling signs on XMPP.</param>
    /// <param name="cancel">Ends the run.</param>
    public async Task RunAsync(string place, ISeat speaker, ISeat[] listeners, bool isMatrix, CancellationToken cancel)
    {
        var mark = $"{place}-{speaker.Who}";
        var name = $"{place}: {speaker.Who} to {string.Join(" and ", listeners.Select(l => l.Who))}";
        foreach (var (kind, text) in Samples.Plain(mark))
        {
            await list.RunAsync($"{name}: {kind}", async stop =>
            {
                await SayAsync(speaker, text, stop);
                foreach (var listener in listeners)
                    await HearAsync(listener, text, stop);
                return $"{Encoding.UTF8.GetByteCount(text)} octets, unchanged";
            }, cancel);
        }
        await list.RunAsync($"{name}: formatted", stop => FormattedAsync(speaker, listeners, mark, isMatrix, stop), cancel);
        await list.RunAsync($"{name}: reply", stop => ReplyAsync(speaker, listeners, mark, stop), cancel);
        await list.RunAsync($"{name}: edit", stop => EditAsync(speaker, listeners, mark, stop), cancel);
        await list.RunAsync($"{name}: retraction", stop => RetractAsync(speaker, listeners, mark, stop), cancel);
    }

    private async Task<Said> SayAsync(ISeat speaker, string text, CancellationToken cancel)
    {
        ledger.Message(text);
        return await speaker.SayAsync(text, null, cancel);
    }

    private async Task<Heard> HearAsync(ISeat listener, string text, CancellationToken cancel)
    {
        ledger.Hears(listener, text);
        return await listener.HearAsync(t => t == text, $"'{(text.Length > 60 ? text[^60..] : text)}'", cancel);
    }

    private async Task<string> FormattedAsync(ISeat speaker, ISeat[] listeners, string mark, bool isMatrix, CancellationToken cancel)
    {
        var text = isMatrix ? $"strong and slanted {mark}-formatted" : $"*strong* and _slanted_ {mark}-formatted";
        await speaker.SayAsync(text, isMatrix ? $"<b>strong</b> and <i>slanted</i> {mark}-formatted" : null, cancel);
        ledger.Message(text);
        var seen = new List<string>();
        foreach (var listener in listeners)
        {
            var heard = await listener.HearAsync(t => t.EndsWith($"{mark}-formatted", StringComparison.Ordinal), "formatted message", cancel);
            var shown = heard.Html ?? heard.Text;
            CheckFailedException.Unless(
                heard.Html is null
                    ? heard.Text == $"*strong* and _slanted_ {mark}-formatted"
                    : (shown.Contains("<strong>strong</strong>", StringComparison.Ordinal) || shown.Contains("<b>strong</b>", StringComparison.Ordinal))
                        && (shown.Contains("<em>slanted</em>", StringComparison.Ordinal) || shown.Contains("<i>slanted</i>", StringComparison.Ordinal)),
                $"{listener.Who} sees '{shown}'");
            seen.Add($"{listener.Who}: {shown}");
        }
        return string.Join("; ", seen);
    }

    // The listener speaks first, so that the speaker has something to answer that both know.
    private async Task<string> ReplyAsync(ISeat speaker, ISeat[] listeners, string mark, CancellationToken cancel)
    {
        var asker = listeners[^1];
        var question = await SayAsync(asker, $"Who answers? {mark}-question", cancel);
        var heardQuestion = await HearAsync(speaker, question.Text, cancel);
        var others = new Dictionary<string, Heard>(StringComparer.Ordinal);
        foreach (var listener in listeners.Where(l => l != asker))
            others[listener.Who] = await HearAsync(listener, question.Text, cancel);

        var answer = $"I do. {mark}-answer";
        ledger.Message(answer);
        await speaker.ReplyAsync(heardQuestion, answer, cancel);
        foreach (var listener in listeners)
        {
            var heard = await HearAsync(listener, answer, cancel);
            var expected = listener == asker ? question.Reference : others[listener.Who].Reference;
            CheckFailedException.Unless(heard.InReplyTo == expected, $"for {listener.Who} the answer refers to '{heard.InReplyTo}' instead of '{expected}'");
        }
        return "refers to the question in everybody's own view";
    }

    private async Task<string> EditAsync(ISeat speaker, ISeat[] listeners, string mark, CancellationToken cancel)
    {
        var said = await SayAsync(speaker, $"Meet at nine {mark}-before", cancel);
        var heard = new List<(ISeat Listener, Heard Heard)>();
        foreach (var listener in listeners)
            heard.Add((listener, await HearAsync(listener, said.Text, cancel)));
        var changed = $"Meet at ten {mark}-after";
        ledger.Edit(changed);
        await speaker.EditAsync(said, changed, cancel);
        foreach (var (listener, original) in heard)
        {
            ledger.Hears(listener, changed);
            await listener.HearEditAsync(original, changed, cancel);
        }
        return "the new text stands at the old message";
    }

    private async Task<string> RetractAsync(ISeat speaker, ISeat[] listeners, string mark, CancellationToken cancel)
    {
        var said = await SayAsync(speaker, $"Forget this {mark}-retracted", cancel);
        var heard = new List<(ISeat Listener, Heard Heard)>();
        foreach (var listener in listeners)
            heard.Add((listener, await HearAsync(listener, said.Text, cancel)));
        await speaker.RetractAsync(said, cancel);
        foreach (var (listener, original) in heard)
            await listener.HearRetractionAsync(original, cancel);
        return "gone for everybody, in the archive still";
    }
}

using Interop.Cli.Demo.Seats;
using Interop.Client;

namespace Interop.Cli.Demo.Checking;

/// <summary>What was said and who had to hear it: compared at the end with the archive and with what everybody received.</summary>
internal sealed class Ledger
{
    private readonly List<(string Type, string Text)> said = [];
    private readonly HashSet<(ISeat Seat, string Text)> heard = [];

    public void Message(string text) => said.Add(("message", text));

    public void Edit(string text) => said.Add(("edit", text));

    public void Hears(ISeat seat, string text) => heard.Add((seat, text));

    /// <summary>Everything that was said is in the archive, each once.</summary>
    /// <exception cref="CheckFailedException">It is not.</exception>
    public async Task<string> CompleteInAsync(OcipClient archive, CancellationToken cancel)
    {
        var texts = new Dictionary<(string Type, string Text), int>();
        var records = 0;
        await foreach (var record in ArchiveRecords.AllAsync(archive, cancel))
        {
            records++;
            // What goes out to another provider's room is there twice: as it left, and with the place that it got.
            if (ArchiveRecords.KindOf(record) != "egress" && ArchiveRecords.TypeOf(record) is { } type && ArchiveRecords.TextOf(record) is { } text)
                texts[(type, text)] = texts.GetValueOrDefault((type, text)) + 1;
        }
        var wrong = said.Where(s => texts.GetValueOrDefault(s) != 1).Select(s => $"{texts.GetValueOrDefault(s)} times: {s.Type} '{Short(s.Text)}'").ToArray();
        CheckFailedException.Unless(wrong.Length == 0, string.Join("; ", wrong));
        return $"{said.Count} messages and edits among {records} records";
    }

    /// <summary>Everybody got what was for them, each once.</summary>
    /// <exception cref="CheckFailedException">Not so.</exception>
    public string HeardOnce()
    {
        var wrong = new List<string>();
        foreach (var (seat, text) in heard)
        {
            var times = seat.Texts.Count(t => t == text);
            if (times != 1)
                wrong.Add($"{seat.Who} got '{Short(text)}' {times} times");
        }
        CheckFailedException.Unless(wrong.Count == 0, string.Join("; ", wrong));
        return $"{heard.Count} deliveries";
    }

    private static string Short(string text) => text.Length > 50 ? text[^50..] : text;
}

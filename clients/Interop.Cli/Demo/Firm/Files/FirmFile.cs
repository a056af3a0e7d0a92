using System.Globalization;
using System.Text;
using Interop.Cli.Generating;

namespace Interop.Cli.Demo.Firm.Files;

/// <summary>A file that somebody sends: a table, a memo, a letter, a chart or a print, with words that can be found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Media type.</param>
/// <param name="Octets">What is in it.</param>
internal sealed record FirmFile(string Name, string Type, byte[] Octets)
{
    private const int Rows = 40;
    private const int Paragraphs = 12;

    /// <param name="dice">Decides on its kind and what is in it.</param>
    /// <param name="language">Place in <see cref="Language.All"/>.</param>
    public static FirmFile Make(Dice dice, int language)
    {
        var number = 1000 + dice.Below(9000);
        var speech = new Speech(dice);
        string[] Said(int paragraphs, int of) => [.. Enumerable.Range(0, paragraphs).Select(_ => speech.Message(Language.All[of]))];
        return dice.Below(5) switch
        {
            0 => new FirmFile($"settlements-{number}.csv", "text/csv", Table(dice)),
            1 => new FirmFile($"memo-{number}.txt", "text/plain", Encoding.UTF8.GetBytes(string.Join("\n\n", Said(Paragraphs, language)) + "\n")),
            2 => new FirmFile($"letter-{number}.docx", LetterFile.Type, LetterFile.Of(Said(Paragraphs, language))),
            3 => new FirmFile($"chart-{number}.png", ChartFile.Type, ChartFile.Of(dice)),
            // The print's font has Latin letters only.
            _ => new FirmFile($"confirmation-{number}.pdf", PrintFile.Type, PrintFile.Of(Said(2, 0))),
        };
    }

    private static byte[] Table(Dice dice)
    {
        var table = new StringBuilder("date,account,amount,currency\n");
        for (var row = 0; row < Rows; row++)
            table.Append(CultureInfo.InvariantCulture, $"2026-10-{1 + dice.Below(28):00},ACC-{1000 + dice.Below(9000)},{dice.Below(900_000)},EUR\n");
        return Encoding.UTF8.GetBytes(table.ToString());
    }
}

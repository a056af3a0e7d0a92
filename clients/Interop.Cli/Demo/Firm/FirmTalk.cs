using System.Text;
using Interop.Cli.Generating;

namespace Interop.Cli.Demo.Firm;

/// <summary>What people say: office talk in eight languages, and now and then what a compliance officer looks for (Risks.txt).</summary>
internal sealed class FirmTalk
{
    private const double RiskPerMille = 9;

    private static readonly Lazy<ILookup<string, string>> Risks = new(Load);

    private readonly Dice dice;
    private readonly Speech speech;

    public FirmTalk(Dice dice) => (this.dice, speech) = (dice, new Speech(dice));

    /// <param name="language">Place in <see cref="Language.All"/>.</param>
    public string Say(int language)
    {
        var spoken = Language.All[language];
        var text = speech.Message(spoken);
        if (!dice.Hits(RiskPerMille))
            return text;
        var risks = Risks.Value[spoken.Code].ToArray();
        var risk = risks[dice.Below(risks.Length)];
        return dice.Hits(500) ? risk : $"{risk} {text}";
    }

    private static ILookup<string, string> Load()
    {
        using var reader = new StreamReader(typeof(FirmTalk).Assembly.GetManifestResourceStream("Firm.Risks.txt")!, Encoding.UTF8);
        var lines = new List<(string Language, string Text)>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                lines.Add((line[..2], line[3..].Trim()));
        }
        return lines.ToLookup(l => l.Language, l => l.Text, StringComparer.Ordinal);
    }
}

using System.Text;

namespace Interop.Cli.Generating;

/// <summary>What somebody writes: lengths log-normal around a median of 60 characters, short answers in between, now and then a long paste.</summary>
internal sealed class Speech(Dice dice)
{
    private const double MedianCharacters = 60;
    private const double Spread = 0.85;
    private const int LongPerMille = 4;
    private const int CharactersMax = 6000;
    private const int ShortBelow = 22;

    private readonly StringBuilder text = new();

    public string Message(Language language)
    {
        text.Clear();
        var characters = dice.Hits(LongPerMille) ? dice.LogNormal(1500, 0.6) : dice.LogNormal(MedianCharacters, Spread);
        if (characters < ShortBelow)
        {
            language.Say(text, "short", dice);
            return text.ToString();
        }
        // A sentence stops the text when it is nearer to the length than one more would be.
        var wanted = Math.Min(characters, CharactersMax) * (language.IsDense ? 0.45 : 1);
        for (var last = 0; text.Length + (last / 2) < wanted || text.Length == 0;)
        {
            var before = text.Length;
            if (before > 0 && !language.IsDense)
                text.Append(before > 400 && dice.Hits(250) ? '\n' : ' ');
            language.Say(text, "sentence", dice);
            last = text.Length - before;
        }
        return text.ToString();
    }
}

using System.Text;

namespace Interop.Server.Compliance.Content.Reading;

/// <summary>
/// Letters of other scripts that look like Latin ones, from the confusables of UTS #39 as far as common typefaces make no difference. Upper and lower
/// case apart: a Cyrillic capital ve looks like a B, a small one does not.
/// </summary>
internal static class Lookalikes
{
    private const string Others = "асеорхуіјѕһԁԛԝӏАВЕКМНОРСТХУІЈЅҮԀԚԜӀοναριυχϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧօսոհɑɡ";
    private const string Latins = "aceopxyijshdqwlabekmhopctxyijsydqwlovapiuxcjabezhikmnoptyxounhag";
    private static readonly char[] Table = Fill();

    /// <summary>The Latin letter, folded, that it looks like; U+0000 when it looks like none.</summary>
    public static char LatinOf(Rune rune) => rune.IsBmp && rune.Value < Table.Length ? Table[rune.Value] : '\0';

    /// <summary>
    /// Whether a text is written in Latin letters and has none that only another script has: then a word made of lookalikes alone is a Latin one in
    /// disguise. In a Russian or Greek text it is a word of that language.
    /// </summary>
    public static bool IsLatinText(ReadOnlySpan<char> text)
    {
        var latin = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
                latin |= char.IsAsciiLetter((char)rune.Value);
            else if (rune.Value is >= 0x370 and < 0x590 && Rune.IsLetter(rune) && LatinOf(rune) == '\0')
                return false;
        }
        return latin;
    }

    private static char[] Fill()
    {
        var table = new char[0x590];
        foreach (var (other, latin) in Others.Zip(Latins))
            table[other] = latin;
        return table;
    }
}

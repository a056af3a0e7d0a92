using System.Text;

namespace Interop.Cli.Demo.Checking;

/// <summary>Texts that have broken bridges before. Each ends in a mark of its own, so that it is found again.</summary>
internal static class Samples
{
    public const int LongOctets = 30 * 1024;

    /// <summary>Kind → text.</summary>
    public static IEnumerable<(string Kind, string Text)> Plain(string mark) =>
    [
        ("plain", $"Good morning <all> & \"everybody\" {mark}-plain"),
        // A family of four joined by zero-width joiners, a flag, a skin tone, a keycap.
        ("emoji", $"\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466 \U0001F1E8\U0001F1ED \U0001F44D\U0001F3FD 1\uFE0F\u20E3 {mark}-emoji"),
        ("right to left", $"\u0645\u0631\u062D\u0628\u0627 \u05E9\u05DC\u05D5\u05DD \u200F(123)\u200F {mark}-rtl"),
        ("CJK", $"\u4F60\u597D\u3001\u4E16\u754C \u3053\u3093\u306B\u3061\u306F \uC548\uB155 \U00020BB7 {mark}-cjk"),
        ("30 KB", Long(mark)),
    ];

    private static string Long(string mark)
    {
        var text = new StringBuilder();
        for (var line = 1; Encoding.UTF8.GetByteCount(text.ToString()) < LongOctets - 64; line++)
            text.Append($"Line {line}: \u00FCber \u20AC 1,00 \u4F60\u597D \U0001F600\n");
        return text.Append($"{mark}-long").ToString();
    }
}

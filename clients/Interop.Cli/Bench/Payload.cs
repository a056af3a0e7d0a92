using System.Buffers.Text;
using System.Globalization;

namespace Interop.Cli.Bench;

/// <summary>
/// The text of a message: 120 octets that begin with sender and number between two tildes, so that it is found in raw octets without
/// parsing. No tilde occurs anywhere else in a frame (base64url, UUIDs and our user names have none).
/// </summary>
internal static class Payload
{
    public const int Octets = 120;

    private const byte Mark = (byte)'~';
    private const int SenderDigits = 5;
    private const int NumberDigits = 8;
    private const int Length = 1 + SenderDigits + 1 + NumberDigits + 1;

    private static readonly byte[] Filler = [.. Enumerable.Range(0, Octets - Length).Select(n => (byte)"abcdefghij klmnopqrs tuvwxyz "[n % 29])];

    public static void Write(Span<byte> target, int sender, int number)
    {
        target[0] = target[Length - 1] = Mark;
        sender.TryFormat(target[1..], out _, "D5", CultureInfo.InvariantCulture);
        target[1 + SenderDigits] = (byte)'.';
        number.TryFormat(target[(2 + SenderDigits)..], out _, "D8", CultureInfo.InvariantCulture);
        Filler.CopyTo(target[Length..]);
    }

    /// <summary>The next message in the octets, which are moved past it; false when there is none.</summary>
    public static bool TryFind(ref ReadOnlySpan<byte> octets, out int sender, out int number)
    {
        sender = number = 0;
        while (true)
        {
            var at = octets.IndexOf(Mark);
            if (at < 0 || octets.Length - at < Length)
                return false;
            var found = octets.Slice(at, Length);
            if (found[^1] == Mark && Utf8Parser.TryParse(found.Slice(1, SenderDigits), out sender, out var used) && used == SenderDigits
                && Utf8Parser.TryParse(found.Slice(2 + SenderDigits, NumberDigits), out number, out used) && used == NumberDigits)
            {
                octets = octets[(at + Length)..];
                return true;
            }
            octets = octets[(at + 1)..];
        }
    }
}

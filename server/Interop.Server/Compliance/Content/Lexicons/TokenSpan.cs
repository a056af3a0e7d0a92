using System.Runtime.InteropServices;

namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>A piece of a text, by the numbers of its first and its last word. Orders by the first, and of those the longer one before.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TokenSpan(int First, int Last) : IComparable<TokenSpan>
{
    public int CompareTo(TokenSpan other) => First != other.First ? First.CompareTo(other.First) : other.Last.CompareTo(Last);

    public static bool operator <(TokenSpan left, TokenSpan right) => left.CompareTo(right) < 0;

    public static bool operator >(TokenSpan left, TokenSpan right) => left.CompareTo(right) > 0;

    public static bool operator <=(TokenSpan left, TokenSpan right) => left.CompareTo(right) <= 0;

    public static bool operator >=(TokenSpan left, TokenSpan right) => left.CompareTo(right) >= 0;
}

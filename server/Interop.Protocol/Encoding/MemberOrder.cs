using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Interop.Protocol.Encoding;

/// <summary>Members sorted by the UTF-16 code units of their names (RFC 8785 §3.2.3).</summary>
internal static class MemberOrder
{
    // Insertion sort is quadratic: good for the few members of an event, bad for hostile input.
    private const int InsertionMax = 24;

    public static void Sort(Span<JsonProperty> members)
    {
        if (members.Length > InsertionMax)
        {
            SortMany(members);
            return;
        }
        for (var i = 1; i < members.Length; i++)
        {
            var member = members[i];
            var at = i;
            while (at > 0 && Compare(members[at - 1], member) > 0)
            {
                members[at] = members[at - 1];
                at--;
            }
            members[at] = member;
        }
    }

    private static void SortMany(Span<JsonProperty> members)
    {
        try
        {
            members.Sort(static (a, b) => Compare(a, b));
        }
        catch (InvalidOperationException fault) when (fault.InnerException is MalformedJsonException malformed)
        {
            // Sort wraps what its comparison throws.
            throw new MalformedJsonException("an unpaired surrogate or invalid UTF-8 in a member name", malformed.Offset, malformed);
        }
    }

    private static int Compare(JsonProperty a, JsonProperty b)
    {
        var left = JsonMarshal.GetRawUtf8PropertyName(a);
        var right = JsonMarshal.GetRawUtf8PropertyName(b);
        // In ASCII without escapes, octets and UTF-16 code units have the same order. Beyond, they have not (U+10000 and U+FFFF).
        return IsPlain(left) && IsPlain(right) ? left.SequenceCompareTo(right) : string.CompareOrdinal(JsonStrings.NameOf(a), JsonStrings.NameOf(b));
    }

    private static bool IsPlain(ReadOnlySpan<byte> name) => Ascii.IsValid(name) && !name.Contains((byte)'\\');
}

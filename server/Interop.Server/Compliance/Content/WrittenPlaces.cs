using System.Text.Json;
using Interop.Server.Compliance.Rulebook;

namespace Interop.Server.Compliance.Content;

/// <summary>
/// Places of a text as a reader sees it, as places of the string that was written: of plain text they are the same, of formatted text its tags and
/// entities lie between.
/// </summary>
internal sealed class WrittenPlaces
{
    private static readonly WrittenPlaces Same = new(null, "");

    private readonly int[]? origins;
    private readonly string written;

    private WrittenPlaces(int[]? origins, string written) => (this.origins, this.written) = (origins, written);

    /// <param name="content">Of the event.</param>
    /// <param name="pointer">To the string.</param>
    /// <param name="read">What a reader sees of it.</param>
    public static WrittenPlaces Of(JsonElement content, string pointer, ReadOnlySpan<char> read)
    {
        var text = ContentPointer.StringAt(content, pointer);
        if (text is null || read.SequenceEqual(text))
            return Same;
        var places = new int[text.Length];
        MarkupStripper.Strip(text.ToCharArray(), places);
        return new WrittenPlaces(places, text);
    }

    public (int Start, int Length) Place(int start, int length)
    {
        if (origins is null)
            return (start, length);
        var (first, last) = (origins[start], origins[start + length - 1]);
        // What stands for one character may be several: an entity ends with its semicolon.
        var next = start + length < origins.Length ? origins[start + length] : 0;
        var end = written[last] == '&' && written.IndexOf(';', last) is > 0 and var semicolon && (next <= last || semicolon < next) ? semicolon + 1 : last + 1;
        return (first, end - first);
    }
}

namespace Interop.Server.Search;

/// <summary>
/// What is filtered by, as words of the index: so that a filter and a text are met in one pass over the full-text index, and nothing is read that one
/// of them excludes. They begin with a character that no word of a text can have.
/// </summary>
internal static class Facets
{
    private const char Mark = '\u0001';

    /// <summary>Between two texts of one record, so that no phrase reaches across.</summary>
    public static readonly string Break = Of('|', "");

    public static readonly string Media = Of('m', "");

    public static string Kind(string kind) => Of('k', kind);

    public static string Type(string type) => Of('t', type);

    public static string Sender(string user) => Of('s', user);

    /// <summary>Sender, or named in the record as somebody whom it is about.</summary>
    public static string Person(string user) => Of('u', user);

    /// <summary>How words of rooms begin.</summary>
    public static readonly string RoomMark = Of('r', "");

    public static string Room(long row) => Of('r', row.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static string Network(string network) => Of('n', network);

    public static string Code(string code) => Of('c', code);

    public static string Policy(string policy) => Of('p', policy);

    public static string Persona(string persona) => Of('a', persona);

    public static string Event(string id) => Of('e', id);

    public static bool IsFacet(string word) => word.Length > 0 && word[0] == Mark;

    private static string Of(char kind, string value) => $"{Mark}{kind}{value}";
}

using System.Diagnostics.CodeAnalysis;
using Interop.Protocol.Identifiers;

namespace Interop.Web.Shared;

/// <summary>People and rooms as somebody writes them down: full ids, or the local part of one of this provider; one on each line, or with commas.</summary>
internal static class PeopleField
{
    private static readonly char[] Between = ['\n', '\r', ',', ';'];

    public static bool TryRead(string text, ProviderName? provider, out UserId[] people, [NotNullWhen(false)] out string? wrong) =>
        TryRead(text, word => UserId.TryParse(provider is null || word.Contains("://", StringComparison.Ordinal) ? word : $"ocip://{provider}/u/{word}", out var id) ? id : null, "is no account or id of a person", out people, out wrong);

    public static bool TryReadRooms(string text, ProviderName? provider, out RoomId[] rooms, [NotNullWhen(false)] out string? wrong) =>
        TryRead(text, word => RoomId.TryParse(provider is null || word.Contains("://", StringComparison.Ordinal) ? word : $"ocip://{provider}/r/{word}", out var id) ? id : null, "is no id of a room", out rooms, out wrong);

    private static bool TryRead<T>(string text, Func<string, T?> read, string complaint, out T[] found, [NotNullWhen(false)] out string? wrong)
        where T : struct
    {
        var all = new List<T>();
        (found, wrong) = ([], null);
        foreach (var word in text.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (read(word) is not { } one)
            {
                wrong = $"'{word}' {complaint}.";
                return false;
            }
            all.Add(one);
        }
        found = [.. all];
        return true;
    }
}

using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Server.Identity;
using Interop.Server.Storage;

namespace Interop.Server.Supervision.Items;

/// <summary>
/// Labels in place of the names of a room's people (spec 07.9): Person A, Person B and so on, in the order in which they came, so that a conversation
/// can be followed and reads the same for everybody. The text itself is left as it was written, but for ids of users.
/// </summary>
internal sealed class RoomLabels
{
    /// <summary>Of somebody who never was in the room.</summary>
    public const string Unknown = "Somebody else";

    private readonly Dictionary<long, string> labels = [];
    private readonly List<(string User, string Label)> ids = [];

    public RoomLabels(Database database, UserDirectory users, long room)
    {
        foreach (var user in database.Read(c => c.Query<long>("SELECT user_id FROM participants WHERE room_id=@room GROUP BY user_id ORDER BY min(joined_seq), user_id", new { room }).AsList()))
        {
            labels[user] = $"Person {Letters(labels.Count)}";
            ids.Add((users.Get(user).UserId.Value, labels[user]));
        }
        // Of two ids the longer one first: one may be the beginning of the other.
        ids.Sort((one, other) => other.User.Length.CompareTo(one.User.Length));
    }

    public string Of(long user) => labels.GetValueOrDefault(user, Unknown);

    public JsonElement Mask(JsonElement content)
    {
        var text = content.GetRawText();
        foreach (var (user, label) in ids)
            text = text.Replace(user, label, StringComparison.Ordinal);
        return JsonSerializer.Deserialize(text, OcipJson.Default.JsonElement);
    }

    /// <summary>A text with labels in place of ids of users.</summary>
    public string Mask(string text)
    {
        foreach (var (user, label) in ids)
            text = text.Replace(user, label, StringComparison.Ordinal);
        return text;
    }

    /// <summary>Where a place of a text is once the text is masked. What begins or ends within an id takes the whole label.</summary>
    public (int Start, int Length) Place(string text, int start, int length)
    {
        var end = start + length;
        foreach (var (user, label) in ids)
        {
            var shift = 0;
            var (newStart, newEnd) = (start, end);
            for (var at = text.IndexOf(user, StringComparison.Ordinal); at >= 0; at = text.IndexOf(user, at + user.Length, StringComparison.Ordinal))
            {
                var behind = at + user.Length;
                if (start > at)
                    newStart = start >= behind ? start + shift + label.Length - user.Length : at + shift;
                if (end > at)
                    newEnd = end >= behind ? end + shift + label.Length - user.Length : at + shift + label.Length;
                shift += label.Length - user.Length;
            }
            if (shift == 0 && !text.Contains(user, StringComparison.Ordinal))
                continue;
            (start, end, text) = (newStart, newEnd, text.Replace(user, label, StringComparison.Ordinal));
        }
        return (start, end - start);
    }

    private static string Letters(int number) => (number >= 26 ? Letters((number / 26) - 1) : "") + (char)('A' + (number % 26));
}

using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Bridges.Matrix.AppService;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Inbound;

/// <summary>
/// The key in the content of everything that the bridge sends, by which it knows its own acts when the homeserver shows them
/// to it. On an employee's own account the mark is also what keeps an act out of the archive a second time, so it must not
/// be something that the employee can write: it carries a code over room, sender, time and content. The time is what makes
/// it good once: only an application service can choose it, to a copy the homeserver gives its own.
/// </summary>
internal sealed class EchoMark(string secret)
{
    /// <summary>The field in an event's content.</summary>
    public const string Field = "org.ocip.mark";

    private const int DepthMax = 16;

    private readonly byte[] macKey = SHA256.HashData(Encoding.UTF8.GetBytes("ocip echo mark\0" + secret));

    /// <summary>Writes the mark of a ghost or the bot; their accounts are the bridge's alone, so no code is needed.</summary>
    public static void Put(JsonObject content, TransactionKey key) => content[Field] = new JsonObject { ["key"] = key.Value };

    /// <summary>Writes the mark of a puppet. Nothing in the content may change afterwards.</summary>
    /// <param name="content">What is sent.</param>
    /// <param name="key">The act.</param>
    /// <param name="room">Where.</param>
    /// <param name="sender">The puppet.</param>
    /// <param name="sentAtMs">The time that is given to the homeserver; 0 where it takes none.</param>
    public void PutSigned(JsonObject content, TransactionKey key, MatrixRoomId room, MatrixUserId sender, long sentAtMs)
    {
        content.Remove(Field);
        using var document = JsonDocument.Parse(MatrixJson.Write(content));
        var code = Code(key, room, sender, sentAtMs, document.RootElement);
        content[Field] = new JsonObject { ["key"] = key.Value, ["code"] = code };
    }

    /// <summary>The key of the act that this event is the echo of, or null when it is none of ours.</summary>
    public TransactionKey? Read(MatrixEvent read, bool isOwnAccount)
    {
        if (read.Content.Object(Field) is not { } mark || mark.Text("key") is not { Length: > 0 and <= 64 } text)
            return null;
        var key = new TransactionKey(text);
        if (isOwnAccount)
            return key;
        // The homeserver takes no time for a redaction. A copy of one does nothing that the first has not done.
        var time = read.Type == "m.room.redaction" ? 0 : read.SentAtMs;
        return mark.Text("code") is { } code && Code(key, read.Room, read.Sender, time, read.Content) is { } expected
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(code)) ? key : null;
    }

    /// <summary>Null when the content is nothing that we would have sent.</summary>
    private string? Code(TransactionKey key, MatrixRoomId room, MatrixUserId sender, long sentAtMs, JsonElement content)
    {
        var text = new StringBuilder();
        foreach (var field in (string[])[key.Value, room.Value, sender.Value, sentAtMs.ToString(CultureInfo.InvariantCulture)])
            text.Append(field.Length).Append(':').Append(field);
        return TryAppend(text, content) ? Base64Url.EncodeToString(HMACSHA256.HashData(macKey, Encoding.UTF8.GetBytes(text.ToString()))) : null;
    }

    private static bool TryAppend(StringBuilder text, JsonElement content)
    {
        try
        {
            return Append(text, content, 0);
        }
        catch (InvalidOperationException)
        {
            return false; // a member's name is no text
        }
    }

    /// <summary>One text per content, whatever the order of its members: the homeserver may change that.</summary>
    private static bool Append(StringBuilder text, JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when depth < DepthMax:
                text.Append('{');
                foreach (var member in value.EnumerateObject().Where(member => depth > 0 || member.Name != Field).OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    text.Append(member.Name.Length).Append(':').Append(member.Name);
                    if (!Append(text, member.Value, depth + 1))
                        return false;
                }

                text.Append('}');
                return true;
            case JsonValueKind.Array when depth < DepthMax:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    if (!Append(text, item, depth + 1))
                        return false;
                }

                text.Append(']');
                return true;
            case JsonValueKind.String when value.AsText() is { } written:
                text.Append('"').Append(written.Length).Append(':').Append(written);
                return true;
            case JsonValueKind.True or JsonValueKind.False:
                text.Append(value.ValueKind == JsonValueKind.True ? 't' : 'f');
                return true;
            case JsonValueKind.Number when value.TryGetInt64(out var number):
                text.Append('n').Append(number.ToString(CultureInfo.InvariantCulture)).Append(';');
                return true;
            default:
                return false; // no fractions, no null, nothing deep: we send none
        }
    }
}

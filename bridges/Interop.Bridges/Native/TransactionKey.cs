using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Native;

/// <summary>
/// Names one act on a network: base64url(SHA-256(who ‖ what ‖ where ‖ part)), 43 characters of [A-Za-z0-9_-]. The same act has the
/// same key on every retry and after every restart, and two ghosts never share one, so a network that drops repeated transaction ids
/// shows it once.
/// </summary>
[JsonConverter(typeof(NativeIdJsonConverter<TransactionKey>))]
public readonly record struct TransactionKey(string Value) : INativeId<TransactionKey>
{
    public static TransactionKey Of(string value) => new(value);

    /// <summary>The key of delivering an event into a native room under an account.</summary>
    /// <param name="sender">Ghost, puppet or bot.</param>
    /// <param name="what">The event; of acts without one a name such as notice/3.</param>
    /// <param name="room">Native room.</param>
    /// <param name="part">0, or the part of a message that had to be split.</param>
    public static TransactionKey Of(NativeUserId sender, string what, NativeRoomId room, int part = 0)
    {
        // Length-prefixed fields: no choice of values can make two different acts hash alike.
        var text = $"{sender.Value.Length}:{sender.Value}{what.Length}:{what}{room.Value.Length}:{room.Value}{part}";
        return new TransactionKey(Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    /// <inheritdoc cref="Of(NativeUserId, string, NativeRoomId, int)"/>
    public static TransactionKey Of(NativeUserId sender, EventId what, NativeRoomId room, int part = 0) => Of(sender, what.Value, room, part);

    public override string ToString() => Value;
}

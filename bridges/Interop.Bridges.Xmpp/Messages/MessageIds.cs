namespace Interop.Bridges.Xmpp.Messages;

/// <summary>The kinds of ids that one XMPP message has (XEP-0359); the alias kinds in the core's table.</summary>
internal static class MessageIds
{
    /// <summary>Given by the room: what replies and retractions in rooms refer to.</summary>
    public const string StanzaId = "stanza-id";

    /// <summary>Given by the sender's client: what corrections refer to.</summary>
    public const string MessageId = "message-id";

    /// <summary>Given by the sender's client: what replies outside rooms refer to.</summary>
    public const string OriginId = "origin-id";

    /// <summary>Sender and message id together: message ids are only unique for one sender, and others may copy them.</summary>
    public const string OfSender = "of-sender";

    /// <summary>The <see cref="OfSender"/> form.</summary>
    public static string Qualified(string account, string id) => $"{account} {id}";
}

namespace Interop.Bridges.Native;

/// <summary>How a message is meant.</summary>
public enum MessageKind
{
    /// <summary>Somebody says something.</summary>
    Text,

    /// <summary>Somebody does something: "/me waves". The text comes without "/me ".</summary>
    Emote,

    /// <summary>
    /// The bridge itself speaks (recording notice, "held until …", "not delivered"). Outbound: must be shown as such where the network can,
    /// and never be answered by machines. Inbound: an automatic message; the core does not bridge those, since two bots would answer each other for ever.
    /// </summary>
    Notice,
}

namespace Interop.Bridges.RealServers.Prosody;

/// <summary>An external component (XEP-0114) that may connect.</summary>
/// <param name="Domain">Such as bridge.xmpp.test.</param>
/// <param name="Secret">Shared secret of the handshake.</param>
/// <param name="Privileged">True grants XEP-0356: it may send messages in the name of the host's users.</param>
public sealed record ProsodyComponent(string Domain, string Secret, bool Privileged = false);

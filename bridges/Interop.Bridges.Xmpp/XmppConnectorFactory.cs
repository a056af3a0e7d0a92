using System.Buffers.Text;
using System.Security.Cryptography;
using Interop.Bridges.Connectors;
using Microsoft.Extensions.Configuration;

namespace Interop.Bridges.Xmpp;

/// <summary>Makes the XMPP connector, and what an XMPP server needs to let it in.</summary>
public sealed class XmppConnectorFactory : IConnectorFactory, ISetupCommand
{
    public string Network => XmppConnector.NetworkName;

    public string Verb => "secret";

    public string Explanation => "make the component secret and the settings for Prosody or ejabberd";

    /// <inheritdoc/>
    public IConnector Create(IConfigurationSection settings, ConnectorServices services) => new XmppConnector(XmppOptions.Read(settings), services);

    /// <inheritdoc/>
    public SetupResult Prepare(IConfigurationSection settings)
    {
        var secret = settings["secret"] is { Length: > 0 } given ? given : Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var options = XmppOptions.Read(settings, secret);
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ServerSnippets.ProsodyName] = ServerSnippets.Prosody(options),
            [ServerSnippets.EjabberdName] = ServerSnippets.Ejabberd(options),
        };
        var text = $"""
            Prosody: put the component of {ServerSnippets.ProsodyName} at the end of prosody.cfg.lua, and the lines above it into
            VirtualHost "{options.Server}" if employees' own accounts shall act by the bridge (needs the package prosody-modules). Restart Prosody.

            ejabberd: merge {ServerSnippets.EjabberdName} into ejabberd.yml and reload.

            The bridge connects to {options.Host}:{options.Port}. The link is not encrypted: keep it on one machine or in a tunnel.
            People find ghosts in {options.Domain}; gated rooms are made on {options.Conference}, which must let the bridge make rooms.
            """;
        return new SetupResult(files, text, new Dictionary<string, string>(StringComparer.Ordinal) { ["domain"] = options.Domain, ["secret"] = secret });
    }
}

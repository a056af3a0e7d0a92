using System.Globalization;
using Interop.Bridges.Connectors;
using Interop.Bridges.Xmpp.Addresses;
using Microsoft.Extensions.Configuration;

namespace Interop.Bridges.Xmpp;

/// <summary>Settings of the section "connectors:xmpp".</summary>
internal sealed record XmppOptions
{
    /// <summary>Where the XMPP server takes components: host.</summary>
    public required string Host { get; init; }

    /// <summary>Where the XMPP server takes components: port.</summary>
    public required int Port { get; init; }

    /// <summary>The component's domain, such as bridge.example.org. Ghosts are addresses in it; it is itself the bridge's own account.</summary>
    public required string Domain { get; init; }

    /// <summary>The domain of the server's own users, such as example.org.</summary>
    public required string Server { get; init; }

    /// <summary>The server's group chat service, in which gated rooms are made.</summary>
    public required string Conference { get; init; }

    /// <summary>The service that keeps files for the server (XEP-0363); null: the server is asked which it is.</summary>
    public string? Upload { get; init; }

    /// <summary>Hosts, with or without a port, from which files of anybody are fetched, at private addresses too.</summary>
    public IReadOnlyList<string> FileHosts { get; init; } = [];

    /// <summary>Secret of the handshake, as the XMPP server has it.</summary>
    public required string Secret { get; init; }

    /// <summary>How the bridge calls itself in rooms.</summary>
    public required string Name { get; init; }

    /// <summary>Octets of one stanza that the server takes from a component.</summary>
    public required int StanzaOctetsMax { get; init; }

    /// <summary>How long somebody may be away from an open room before it counts as leaving.</summary>
    public required TimeSpan LeaveDelay { get; init; }

    /// <summary>Silence after which the server is asked for a sign of life.</summary>
    public required TimeSpan Keepalive { get; init; }

    /// <summary>Silence after which the connection is taken for dead.</summary>
    public required TimeSpan DeadPeer { get; init; }

    /// <summary>How long an answer of the server is waited for.</summary>
    public required TimeSpan AnswerMax { get; init; }

    /// <exception cref="ConnectorSettingsException">A setting is missing or wrong.</exception>
    public static XmppOptions Read(IConfigurationSection settings) =>
        Read(settings, settings["secret"] ?? throw new ConnectorSettingsException($"{settings.Path}:secret is missing: './interop bridges secret xmpp' makes one"));

    /// <inheritdoc cref="Read(IConfigurationSection)"/>
    public static XmppOptions Read(IConfigurationSection settings, string secret)
    {
        var domain = DomainOf(settings, "domain", null);
        var server = DomainOf(settings, "server", domain[(domain.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        var keepalive = Seconds(settings, "keepaliveSeconds", 30);
        return new XmppOptions
        {
            Host = settings["host"] ?? "127.0.0.1",
            Port = Number(settings, "port", 5347, 1, 65535),
            Domain = domain,
            Server = server,
            Conference = DomainOf(settings, "conference", $"conference.{server}"),
            Upload = settings["upload"] is null ? null : DomainOf(settings, "upload", null),
            FileHosts = [.. (settings["fileHosts"] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)],
            Secret = secret,
            Name = settings["name"] ?? "Bridge",
            StanzaOctetsMax = Number(settings, "stanzaOctetsMax", 512 * 1024 - 1024, 10_000, 16 * 1024 * 1024),
            LeaveDelay = Seconds(settings, "leaveDelaySeconds", 300),
            Keepalive = keepalive,
            DeadPeer = Seconds(settings, "deadPeerSeconds", keepalive.TotalSeconds * 2.5),
            AnswerMax = Seconds(settings, "answerSeconds", 20),
        };
    }

    private static string DomainOf(IConfigurationSection settings, string name, string? otherwise)
    {
        var text = settings[name] ?? otherwise ?? throw new ConnectorSettingsException($"{settings.Path}:{name} is missing: the component's domain, such as bridge.example.org");
        return Jid.TryParse(text, out var jid) && jid.Local.Length == 0 && jid.Resource.Length == 0 && jid.Domain.Length <= 255
            ? jid.Domain
            : throw new ConnectorSettingsException($"{settings.Path}:{name}: '{text}' is no domain");
    }

    private static int Number(IConfigurationSection settings, string name, int otherwise, int min, int max)
    {
        if (settings[name] is not { } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new ConnectorSettingsException($"{settings.Path}:{name}: '{text}' is not a number from {min} to {max}");
    }

    private static TimeSpan Seconds(IConfigurationSection settings, string name, double otherwise)
    {
        if (settings[name] is not { } text)
            return TimeSpan.FromSeconds(otherwise);
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 86400
            ? TimeSpan.FromSeconds(seconds)
            : throw new ConnectorSettingsException($"{settings.Path}:{name}: '{text}' is not a number of seconds");
    }
}

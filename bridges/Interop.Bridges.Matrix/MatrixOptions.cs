using System.Globalization;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Identity;
using Microsoft.Extensions.Configuration;

namespace Interop.Bridges.Matrix;

/// <summary>Settings of the section "connectors:matrix".</summary>
internal sealed record MatrixOptions
{
    /// <summary>Address of the homeserver's client-server API, such as http://127.0.0.1:8008/.</summary>
    public required Uri Homeserver { get; init; }

    /// <summary>The homeserver's name: what stands after the colon of its users.</summary>
    public required string ServerName { get; init; }

    /// <summary>Where this process listens for the homeserver, such as http://127.0.0.1:29350.</summary>
    public required Uri Listen { get; init; }

    /// <summary>The address that the homeserver calls, when it is another one (a proxy in between).</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>Id in the registration file.</summary>
    public required string Id { get; init; }

    /// <summary>Local part of the bridge's own user.</summary>
    public required string Bot { get; init; }

    /// <summary>Secret with which the bridge speaks to the homeserver.</summary>
    public required string AsToken { get; init; }

    /// <summary>Secret with which the homeserver speaks to the bridge.</summary>
    public required string HsToken { get; init; }

    /// <summary>Secret of the second registration, by which employees' own accounts act; null when there is none.</summary>
    public string? PuppetToken { get; init; }

    /// <summary>Version of the rooms that the bridge makes.</summary>
    public required string RoomVersion { get; init; }

    /// <summary>True: leave rooms in which end-to-end encryption is turned on. False: stay, and record that something unreadable was said.</summary>
    public required bool LeaveEncryptedRooms { get; init; }

    /// <summary>How long a transaction waits for room in the inbox before the homeserver is told to come again.</summary>
    public required TimeSpan BusyMax { get; init; }

    public MatrixUserId BotUser => MatrixUserId.Of(Bot, ServerName);

    /// <exception cref="ConnectorSettingsException">A setting is missing or wrong.</exception>
    public static MatrixOptions Read(IConfigurationSection settings) => Read(settings, secret => Required(settings, secret));

    /// <param name="settings">The section.</param>
    /// <param name="secret">What to take for a secret that has no default.</param>
    public static MatrixOptions Read(IConfigurationSection settings, Func<string, string> secret)
    {
        var listen = Address(settings, "listen", "http://127.0.0.1:29350");
        return new MatrixOptions
        {
            Homeserver = Address(settings, "homeserver", "http://127.0.0.1:8008"),
            ServerName = ServerNameOf(settings),
            Listen = listen,
            PublicUrl = Address(settings, "publicUrl", listen.ToString()),
            Id = settings["id"] ?? "ocip",
            Bot = BotOf(settings),
            AsToken = secret("asToken"),
            HsToken = secret("hsToken"),
            PuppetToken = settings["puppetToken"] is { Length: > 0 } puppets ? puppets : null,
            RoomVersion = settings["roomVersion"] ?? "11",
            BusyMax = Seconds(settings, "busySeconds", byDefault: 20, most: 50), // Synapse waits 60 s for an answer
            LeaveEncryptedRooms = (settings["encryptedRooms"] ?? "leave") switch
            {
                "leave" => true,
                "stay" => false,
                _ => throw new ConnectorSettingsException("connectors:matrix:encryptedRooms is neither leave nor stay."),
            },
        };
    }

    public static string Required(IConfigurationSection settings, string name) =>
        settings[name] is { Length: > 0 } value ? value : throw new ConnectorSettingsException($"connectors:matrix:{name} is missing; ./interop bridges registration matrix makes it.");

    private static string ServerNameOf(IConfigurationSection settings)
    {
        var name = Required(settings, "serverName");
        return MatrixUserId.TryParse($"@a:{name}", out _) && name.Length <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '[' or ']')
            ? name : throw new ConnectorSettingsException("connectors:matrix:serverName is not the name of a homeserver, such as example.org.");
    }

    private static string BotOf(IConfigurationSection settings)
    {
        var bot = settings["bot"] ?? "ocipbot";
        return bot.Length is > 0 and <= 100 && !bot.StartsWith(GhostLocalpart.Prefix, StringComparison.Ordinal) && bot.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_')
            ? bot : throw new ConnectorSettingsException($"connectors:matrix:bot is not a local part of lower-case letters, digits, '.', '-', '_' outside {GhostLocalpart.Prefix}*.");
    }

    private static TimeSpan Seconds(IConfigurationSection settings, string name, double byDefault, double most)
    {
        if (settings[name] is not { } text)
            return TimeSpan.FromSeconds(byDefault);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0 && seconds <= most
            ? TimeSpan.FromSeconds(seconds) : throw new ConnectorSettingsException($"connectors:matrix:{name} is not a number of seconds from 0 to {most}.");
    }

    private static Uri Address(IConfigurationSection settings, string name, string byDefault)
    {
        var text = settings[name] ?? byDefault;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri : throw new ConnectorSettingsException($"connectors:matrix:{name} is not an http or https address.");
    }
}

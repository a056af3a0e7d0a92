using System.Text.RegularExpressions;
using Interop.Bridges.Matrix.Identity;

namespace Interop.Bridges.Matrix.Registration;

/// <summary>The two registration files of the application service (application service API, "Registration").</summary>
internal static class RegistrationFiles
{
    public const string BridgeName = "ocip-bridge.yaml";
    public const string PuppetsName = "ocip-puppets.yaml";

    /// <summary>Local part of the second registration's own user, which never speaks.</summary>
    public static string PuppetSender(MatrixOptions options) => $"{options.Bot}-puppets";

    /// <summary>The bridge: its ghosts and the rooms that it makes are its own alone. No ephemeral data: it is no record, and the bridge has no use for it.</summary>
    public static string Bridge(MatrixOptions options) => $"""
        # The OCIP bridge. Holds secrets: readable by the homeserver only.
        id: {Quote(options.Id)}
        url: {Quote(options.PublicUrl.ToString().TrimEnd('/'))}
        as_token: {Quote(options.AsToken)}
        hs_token: {Quote(options.HsToken)}
        sender_localpart: {Quote(options.Bot)}
        rate_limited: false
        receive_ephemeral: false
        namespaces:
          users:
            - exclusive: true
              regex: {Quote($"@{GhostLocalpart.Prefix}.*:{Regex.Escape(options.ServerName)}")}
          aliases:
            - exclusive: true
              regex: {Quote($"#{GhostLocalpart.Prefix}.*:{Regex.Escape(options.ServerName)}")}
          rooms: []

        """;

    /// <summary>Lets the bridge act with the accounts of this homeserver's own people; nothing is pushed for it.</summary>
    public static string Puppets(MatrixOptions options) => $"""
        # Employees' own accounts acting by the OCIP bridge. Holds a secret that can act as everybody: readable by the homeserver only.
        id: {Quote(options.Id + "-puppets")}
        url: null
        as_token: {Quote(options.PuppetToken!)}
        hs_token: {Quote(options.HsToken + "-unused")}
        sender_localpart: {Quote(PuppetSender(options))}
        rate_limited: false
        namespaces:
          users:
            - exclusive: false
              regex: {Quote($"@.*:{Regex.Escape(options.ServerName)}")}
          aliases: []
          rooms: []

        """;

    /// <summary>A single-quoted YAML scalar: nothing in it is special but the quote.</summary>
    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

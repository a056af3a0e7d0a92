using System.Text.Json.Nodes;
using Interop.Server.Archive;

namespace Interop.Server.Identity;

/// <summary>What is archived of tokens (spec 08.1): that one was made or revoked, never the token. Those of a sign-in stand in the record of the sign-in.</summary>
internal static class TokenRecord
{
    private const string What = "token";

    public static LogRecord Made(string id, NewToken token, string by)
    {
        var fields = Fields(id, "made", token.Network);
        fields["scopes"] = new JsonArray([.. token.Scopes.Select(s => (JsonNode)s)]);
        if (token.User is { } user)
            fields["user"] = user.UserId.Value;
        var value = new JsonObject { ["account"] = token.Account };
        if (token.Label is not null)
            value["label"] = token.Label;
        if (token.Expires is not null)
            value["expires"] = token.Expires;
        return new LogRecord(LogRecord.Policy, fields, new JsonObject { ["by"] = by, ["value"] = value });
    }

    public static LogRecord Revoked(string id, string account, string? network, string by) =>
        new(LogRecord.Policy, Fields(id, "revoked", network), new JsonObject { ["by"] = by, ["value"] = new JsonObject { ["account"] = account } });

    private static JsonObject Fields(string id, string state, string? network)
    {
        var fields = new JsonObject { ["what"] = What, ["state"] = state, ["token"] = id };
        if (network is not null)
            fields["network"] = network;
        return fields;
    }
}

using Interop.Protocol.ReviewApi;

namespace Interop.Web.Pages.Audit;

/// <summary>What officers and administrators did, in words (spec 07.9, 08.1).</summary>
internal static class AuditWords
{
    private static readonly Dictionary<string, string> Reads = new(StringComparer.Ordinal)
    {
        ["search"] = "searched", ["record"] = "read records", ["conversation"] = "read a conversation", ["export"] = "fetched an export", ["media"] = "fetched a file", ["subject"] = "read a person's records",
        ["hold"] = "read a hold", ["labour"] = "read after-hours reports", ["item"] = "opened item", ["observe"] = "observed a room", ["signIn"] = "signed in", ["signOut"] = "signed out",
    };

    private static readonly Dictionary<string, string> Changes = new(StringComparer.Ordinal)
    {
        ["roles"] = "gave or took roles", ["password"] = "set a password", ["secondFactor"] = "changed a second factor", ["signInLocked"] = "too many wrong passwords", ["signInUnlocked"] = "ended a wait",
        ["signInsEnded"] = "ended sign-ins", ["link"] = "made, linked or ended an account", ["schedule"] = "set or approved the retention schedule", ["occasion"] = "set an occasion", ["policy"] = "changed a policy",
        ["review"] = "decided on what waited", ["hours"] = "set hours", ["calendar"] = "set a calendar", ["holidays"] = "set holidays", ["place"] = "set a place", ["absence"] = "set an absence", ["urgency"] = "set who decides on urgent messages",
        ["group"] = "set a group", ["barrier"] = "set a barrier", ["supervision"] = "declared supervision", ["agreement"] = "set an agreement", ["directory"] = "set the directory", ["encryption-key"] = "changed an encryption key", ["token"] = "made or revoked a token", ["bridge"] = "registered a bridge",
        ["detector"] = "set a detector", ["key"] = "changed a signing key", ["searchSaved"] = "kept or changed a search", ["searchRemoved"] = "removed a kept search",
    };

    // What became of what was changed, where its record says so.
    private static readonly Dictionary<(string What, string State), string> Acts = new()
    {
        [("token", "made")] = "made a token", [("token", "revoked")] = "revoked a token", [("bridge", "registered")] = "registered a bridge",
        [("link", "made")] = "made an account", [("link", "left")] = "ended an account", [("link", "linked")] = "linked a network account", [("link", "unlinked")] = "took a network account's link away",
        [("policy", "drafted")] = "drafted a policy", [("policy", "proposed")] = "proposed a policy", [("policy", "approved")] = "approved a policy", [("policy", "retirement-asked")] = "asked for a policy's end",
        [("policy", "retired")] = "retired a policy", [("policy", "dry-run")] = "tried a policy on past messages", [("schedule", "approved")] = "approved the retention schedule",
        [("encryption-key", "used")] = "took a new encryption key", [("encryption-key", "destroyed")] = "destroyed an encryption key",
        [("labour", "acknowledged")] = "said whether the own after-hours figures are right",
    };

    public static bool IsChange(OfficerAccess access) => !Reads.ContainsKey(access.What) || Acts.ContainsKey((access.What, access.State ?? ""));

    public static string Of(OfficerAccess access)
    {
        var act = access.State is { } state ? Acts.GetValueOrDefault((access.What, state)) : null;
        var words = act ?? Reads.GetValueOrDefault(access.What) ?? Changes.GetValueOrDefault(access.What, access.What);
        return access.Item is { } item ? $"{words} {item}" : words;
    }
}

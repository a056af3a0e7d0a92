using System.Text.Json.Nodes;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.FederationApi;
using Interop.Server.Archive;

namespace Interop.Server.Preservation;

/// <summary>Records of kind hold (spec 9.11). What a hold is about, whose case it is and who did what stands in the body.</summary>
internal static class HoldRecord
{
    public const string Given = "given";
    public const string Preserved = "preserved";

    /// <summary>A hold that was placed, refused or released here.</summary>
    public static LogRecord Of(HoldRow hold, string what, string by, string? why)
    {
        var fields = Fields(hold.Id, what, hold.Issuer.Length == 0 ? null : hold.Issuer);
        if (what == HoldAnswer.Placed)
            fields["from"] = hold.Effective;
        if (what is HoldAnswer.Refused or HoldAnswer.NotFound)
            fields["code"] = hold.Code;
        return new LogRecord(LogRecord.Hold, fields, Content(hold, by, why));
    }

    /// <summary>A directive to a peer.</summary>
    public static LogRecord ToPeer(HoldRow hold, string peer, string by, string? why) => new(LogRecord.Hold, Fields(hold.Id, Given, peer), Content(hold, by, why));

    /// <summary>What a peer has answered to it.</summary>
    public static LogRecord FromPeer(string hold, string peer, HoldAnswer answer)
    {
        var fields = Fields(hold, answer.Answer, peer);
        if (answer.Code is { } code)
            fields["code"] = code;
        return new LogRecord(LogRecord.Hold, fields, new JsonObject { ["by"] = $"peer:{peer}" });
    }

    /// <summary>A case that was opened or closed.</summary>
    public static LogRecord OfCase(string id, string what, JsonObject content) => new(LogRecord.Hold, new JsonObject { ["case"] = id, ["what"] = what }, content);

    /// <summary>The proof of a day; it names nobody.</summary>
    public static LogRecord Proof(string hold, PreservationProof proof)
    {
        var fields = Fields(hold, Preserved, null);
        (fields["size"], fields["count"], fields["root"], fields["missing"]) = (proof.Size, proof.Count, proof.Root, proof.Missing);
        return new LogRecord(LogRecord.Hold, fields);
    }

    private static JsonObject Fields(string hold, string what, string? peer)
    {
        var fields = new JsonObject { ["hold"] = hold, ["what"] = what };
        if (peer is not null)
            fields["peer"] = peer;
        return fields;
    }

    private static JsonObject Content(HoldRow hold, string by, string? why)
    {
        var content = new JsonObject { ["by"] = by, ["scope"] = JsonNode.Parse(hold.Scope) };
        foreach (var (name, value) in new[] { ("case", hold.CaseId), ("contact", hold.Contact), ("matter", hold.Matter), ("why", why) })
        {
            if (value is not null)
                content[name] = value;
        }
        return content;
    }
}

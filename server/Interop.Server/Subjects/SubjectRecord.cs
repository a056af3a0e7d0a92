using System.Text.Json.Nodes;
using Interop.Protocol.Evidence;
using Interop.Server.Archive;

namespace Interop.Server.Subjects;

/// <summary>Records of kind subject (spec 9.11). Who asks stands in the body, by id: the records outlive the name.</summary>
internal static class SubjectRecord
{
    public const string Received = "received";
    public const string Told = "told";
    public const string Answered = "answered";

    /// <summary>A request that came, was approved or refused.</summary>
    public static LogRecord Of(SubjectRow request, string what, string by, string? why = null)
    {
        var content = new JsonObject { ["by"] = by, ["kind"] = request.Kind, ["basis"] = request.Basis, ["who"] = JsonNode.Parse(request.Users) };
        if (why is not null)
            content["why"] = why;
        return new LogRecord(LogRecord.Subject, Fields(request, what), content);
    }

    /// <summary>A notice that went to a peer, or its answer.</summary>
    public static LogRecord ToPeer(SubjectRow request, string what, string peer)
    {
        var fields = Fields(request, what);
        fields["peer"] = peer;
        return new LogRecord(LogRecord.Subject, fields);
    }

    /// <summary>The same verdict for the same reason on a set of records (RET-9.42).</summary>
    public static LogRecord Verdict(SubjectRow request, SubjectReason reason, LeafRanges leaves)
    {
        var fields = Fields(request, "verdict");
        (fields["verdict"], fields["leaves"], fields["count"]) = (reason.Verdict, leaves.ToJson(), leaves.Count);
        foreach (var (name, value) in new[] { ("until", reason.Until), ("basis", reason.Basis), ("certificate", reason.Certificate) })
        {
            if (value is not null)
                fields[name] = value;
        }
        return new LogRecord(LogRecord.Subject, fields);
    }

    private static JsonObject Fields(SubjectRow request, string what)
    {
        var fields = new JsonObject { ["request"] = request.Id, ["what"] = what };
        if (request.Issuer.Length > 0)
            fields["peer"] = request.Issuer;
        return fields;
    }
}

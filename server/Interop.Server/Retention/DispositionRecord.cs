using System.Text.Json.Nodes;
using Interop.Protocol.Encoding;
using Interop.Server.Archive;

namespace Interop.Server.Retention;

/// <summary>The two records of a disposition (spec 9.8). Who ordered it stands in the body, not in the fixed part.</summary>
internal static class DispositionRecord
{
    public static LogRecord Begun(Guid certificate, EndingOrder order, byte[] root) => new(LogRecord.Disposition, Fields(certificate, order, "begun", root), Content(order));

    /// <param name="certificate">Of both records.</param>
    /// <param name="order">With the leaves that were ended in fact.</param>
    /// <param name="root">Over these.</param>
    /// <param name="begun">Index of the first record.</param>
    /// <param name="copiesUntil">Until when copies, such as backups, can be read; null for none.</param>
    public static LogRecord Done(Guid certificate, EndingOrder order, byte[] root, long begun, string? copiesUntil)
    {
        var fields = Fields(certificate, order, "done", root);
        fields["begun"] = begun;
        if (copiesUntil is not null)
            fields["copiesUntil"] = copiesUntil;
        return new LogRecord(LogRecord.Disposition, fields, Content(order));
    }

    private static JsonObject Fields(Guid certificate, EndingOrder order, string state, byte[] root)
    {
        var fields = new JsonObject
        {
            ["certificate"] = certificate.ToString("D"),
            ["state"] = state,
            ["reason"] = order.Reason,
            ["method"] = BodyRows.Method,
            ["leaves"] = order.Leaves.ToJson(),
            ["count"] = order.Leaves.Count,
            ["root"] = Base64UrlText.Of(root),
        };
        if (order.Class is { } name)
            fields["class"] = name;
        return fields;
    }

    private static JsonObject Content(EndingOrder order) => new() { ["by"] = order.By, ["approvedBy"] = order.ApprovedBy, ["basis"] = order.Basis };
}

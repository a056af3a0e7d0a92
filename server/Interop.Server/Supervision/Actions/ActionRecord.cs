using System.Text.Json.Nodes;
using Interop.Protocol.ReviewApi;
using Interop.Server.Archive;
using Interop.Server.Supervision.Items;

namespace Interop.Server.Supervision.Actions;

/// <summary>The record of something that was done with an item (spec 07.9): who did it, and the words, stand in the body.</summary>
internal static class ActionRecord
{
    public static LogRecord Of(ReviewAction action, ItemRow item, string by)
    {
        var fields = new JsonObject { ["what"] = action.What, ["item"] = item.Id, ["record"] = item.Leaf, ["queue"] = item.Queue, ["level"] = item.Level };
        var content = new JsonObject { ["by"] = by };
        if (action.What == ActionNames.Close)
            fields["disposition"] = action.Disposition;
        if (action.What == ActionNames.Close && action.Decision is { } decision)
            fields["decided"] = decision;
        foreach (var (name, value) in new[] { ("why", action.Why), ("to", action.To), ("text", action.Text), ("template", action.Template) })
        {
            if (value is not null)
                content[name] = value;
        }
        return new LogRecord(LogRecord.Review, fields, content);
    }
}

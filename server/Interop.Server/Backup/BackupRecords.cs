using System.Text.Json.Nodes;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Archive;

namespace Interop.Server.Backup;

/// <summary>Records of kind backup: that one was made, and what restoring it for a try has shown.</summary>
internal static class BackupRecords
{
    public static LogRecord Made(BackupView backup, string by) => new(
        LogRecord.Backup, new JsonObject { ["what"] = "made", ["manifest"] = backup.Manifest, ["size"] = backup.Records, ["withKeys"] = backup.WithKeys }, Content(backup, by));

    public static LogRecord Drilled(BackupView backup, BackupDrill drill, string by)
    {
        var content = Content(backup, by);
        content["seconds"] = drill.Seconds;
        if (drill.Detail is { } detail)
            content["detail"] = detail;
        return new(LogRecord.Backup, new JsonObject { ["what"] = "drill", ["manifest"] = backup.Manifest, ["size"] = drill.Records, ["good"] = drill.Good }, content);
    }

    private static JsonObject Content(BackupView backup, string by) => new() { ["by"] = by, ["name"] = backup.Name };
}

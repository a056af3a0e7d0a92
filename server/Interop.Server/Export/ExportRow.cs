using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;

namespace Interop.Server.Export;

/// <summary>An export as it is stored.</summary>
internal sealed record ExportRow
{
    public const string Queued = "queued";
    public const string Running = "running";
    public const string Done = "done";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
    public const string Removed = "removed";

    public string Id { get; init; } = "";

    public string State { get; init; } = "";

    /// <summary>ExportRequest as JSON.</summary>
    public string Request { get; init; } = "";

    public string Account { get; init; } = "";

    /// <summary>Scopes of who asked, with spaces between them.</summary>
    public string Roles { get; init; } = "";

    public string Created { get; init; } = "";

    /// <summary>Index of the record that tells of it.</summary>
    public long Asked { get; init; }

    public string? Finished { get; init; }

    /// <summary>Seconds since 1970; null while it is under way.</summary>
    public long? Expires { get; init; }

    /// <summary>Key of its files, wrapped; null once there are none any more.</summary>
    public byte[]? Key { get; init; }

    /// <summary>How often it has begun anew, because bodies ended that it may have had. Its files are of one such beginning, under a key of their own.</summary>
    public long Anew { get; init; }

    /// <summary>ExportView as JSON, once it has ended.</summary>
    public string? View { get; init; }

    public ExportRequest Wanted => JsonSerializer.Deserialize(Request, OcipJson.Default.ExportRequest)!;

    public ExportView? Ended => View is null ? null : JsonSerializer.Deserialize(View, OcipJson.Default.ExportView);
}

using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Retention;
using Interop.Server.Storage;

namespace Interop.Server.Archive;

/// <summary>The archive's API (spec 08): records, heads and proofs.</summary>
internal static class ArchiveEndpoints
{
    public static void MapArchive(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ocip/v1/keys", (ArchiveKeys keys, DeclaredProxy proxy) =>
            Replies.Json(new JsonWebKeySet([.. keys.Public().Keys, .. proxy.ForeignKeys]), OcipJson.Default.JsonWebKeySet)).AllowAnonymous().WithTags("Public").Produces<JsonWebKeySet>();

        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.ReadArchive).WithTags("Archive");

        archive.MapGet("/records", async (HttpContext context, ArchiveReader reader, AccessLog access) =>
        {
            var limit = (int)Math.Clamp(context.Request.Number("limit", 100), 1, 500);
            var page = reader.Page(context.Request.Number("after", -1), limit, context.Principal().KeepsRecords);
            if (page.Records.Length > 0)
                await access.NoteAsync(context.Principal(), AccessLog.Record, new JsonObject { ["records"] = new JsonArray(page.Records[0].Index, page.Records[^1].Index) });
            return Replies.Json(page, OcipJson.Default.ArchivePage);
        }).GivesBodies().Produces<ArchivePage>();

        archive.MapGet("/records/{index:long}", async (HttpContext context, long index, ArchiveReader reader, AccessLog access) =>
        {
            var record = reader.One(index, context.Principal().KeepsRecords) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such record.");
            await access.NoteAsync(context.Principal(), AccessLog.Record, new JsonObject { ["records"] = new JsonArray(index, index) });
            return Replies.Json(record, OcipJson.Default.ArchiveRecord);
        }).GivesBodies().Produces<ArchiveRecord>();

        archive.MapGet("/proof/inclusion", (HttpContext context, AppendLog log, Database database) =>
        {
            var size = context.Request.Number("size", log.Committed);
            var index = context.Request.Number("index", -1);
            if (size < 1 || size > log.Committed || index < 0 || index >= size)
                throw new ProblemException(DecisionCodes.Malformed, "index and size: 0 ≤ index < size ≤ size of the log.");
            return database.Read(c => Replies.Json(
                new InclusionProofView(index, size, Base64UrlText.Of(TreeStore.Subtree(c, 0, index)),
                    [.. TreeHashes.InclusionPath(index, size, (level, n) => TreeStore.Subtree(c, level, n)).Select(h => Base64UrlText.Of(h))]),
                OcipJson.Default.InclusionProofView));
        }).Produces<InclusionProofView>();

        archive.MapGet("/proof/consistency", (HttpContext context, AppendLog log, Database database) =>
        {
            var second = context.Request.Number("second", log.Committed);
            var first = context.Request.Number("first", -1);
            if (first < 1 || first > second || second > log.Committed)
                throw new ProblemException(DecisionCodes.Malformed, "first and second: 1 ≤ first ≤ second ≤ size of the log.");
            return database.Read(c => Replies.Json(
                new ConsistencyProofView(first, second, [.. TreeHashes.ConsistencyPath(first, second, (level, n) => TreeStore.Subtree(c, level, n)).Select(h => Base64UrlText.Of(h))]),
                OcipJson.Default.ConsistencyProofView));
        }).Produces<ConsistencyProofView>();

        // For machines alone: to note each record that an officer was sent would make the next one.
        archive.MapGet("/journal", (HttpContext context, Journal journal) => journal.ServeAsync(context)).RequireAuthorization(Principal.Archive).Produces<ArchiveRecord>(200, "text/event-stream");
    }
}

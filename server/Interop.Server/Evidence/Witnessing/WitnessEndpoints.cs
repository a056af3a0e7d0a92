using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Server.Evidence.Tiles;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Evidence.Witnessing;

/// <summary>What witnesses of C2SP have signed, and time stamps, for outsiders (spec 08).</summary>
internal static class WitnessEndpoints
{
    private const int StampsMax = 1000;

    public static void MapNoteWitnesses(this IEndpointRouteBuilder routes)
    {
        var archive = routes.MapGroup("/ocip/v1/archive").WithTags("Archive");

        archive.MapGet("/checkpoint/cosigned", (HttpContext context, ServerOptions options, Database database) =>
        {
            TileEndpoints.Open(context, options);
            var rows = database.Read(c => c.Query<(string Note, string Line)>(
                "SELECT note, line FROM note_cosignatures WHERE size=(SELECT max(size) FROM note_cosignatures) ORDER BY witness").AsList());
            context.Response.Headers.CacheControl = "no-cache";
            return rows.Count == 0 ? throw new ProblemException(DecisionCodes.NotFound, "No witness has cosigned this log.")
                : Results.Text(rows[0].Note + string.Concat(rows.Select(r => r.Line + "\n")), "text/plain");
        }).AllowAnonymous().Produces<string>(200, "text/plain");

        archive.MapGet("/witnesses", (HttpContext context, ServerOptions options, LogNoteKey keys, NoteWitnessWorker worker, Database database) =>
        {
            TileEndpoints.Open(context, options);
            var newest = database.Read(c => c.Query<(string Witness, long Size, string At)>("SELECT witness, max(size), at FROM note_cosignatures GROUP BY witness").ToDictionary(r => r.Witness));
            return Replies.Json(new WitnessList(options.Log, keys.Published, [.. worker.Witnesses.Select(w => w.Key.ToString()).Select(key =>
                newest.TryGetValue(key, out var last) ? new WitnessView(key, last.Size, last.At) : new WitnessView(key))]), OcipJson.Default.WitnessList);
        }).AllowAnonymous().Produces<WitnessList>();

        archive.MapGet("/timestamps", (HttpContext context, ServerOptions options, Database database) =>
        {
            TileEndpoints.Open(context, options);
            var after = context.Request.Number("after", -1);
            return Replies.Json(new TimestampList([.. database.Read(c => c.Query<(long Size, string Note, string At, string Authority, byte[] Token)>(
                "SELECT size, note, at, authority, token FROM timestamps WHERE size>@after ORDER BY size LIMIT @StampsMax", new { after, StampsMax }).AsList())
                .Select(r => new TimestampView(r.Size, r.Note, r.At, r.Authority, Convert.ToBase64String(r.Token)))]), OcipJson.Default.TimestampList);
        }).AllowAnonymous().Produces<TimestampList>();
    }
}

using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.Decisions;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Evidence.Tiles;

/// <summary>
/// The log for outsiders (spec 08): head and tiles as C2SP tlog-tiles has them, hashes only, for whoever asks unless the operator keeps them to tokens.
/// </summary>
internal static class TileEndpoints
{
    private const string Forever = "public, max-age=31536000, immutable";

    public static void MapTiles(this IEndpointRouteBuilder routes)
    {
        var archive = routes.MapGroup("/ocip/v1/archive").WithTags("Archive");

        archive.MapGet("/checkpoint", (HttpContext context, ServerOptions options, Database database) =>
        {
            Open(context, options);
            var note = database.Read(c => c.QuerySingleOrDefault<string?>("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1"));
            context.Response.Headers.CacheControl = "no-cache";
            return note is null ? throw new ProblemException(DecisionCodes.NotFound, "The log is empty.") : Results.Text(note, "text/plain");
        }).AllowAnonymous().Produces<string>(200, "text/plain");

        archive.MapGet("/tile/{level}/{**path}", (HttpContext context, string level, string path, ServerOptions options, TileReader tiles) =>
        {
            Open(context, options);
            // A level has one digit here, and so no leading zeroes, as C2SP wants it.
            var hashes = level is [>= '0' and <= '9' and var digit] && TilePath.TryParse(path, out var which) ? tiles.Tile(digit - '0', which) : null;
            return Given(context, hashes);
        }).AllowAnonymous().Produces<byte[]>(200, "application/octet-stream");

        archive.MapGet("/tile/entries/{**path}", async (HttpContext context, string path, TileReader tiles, AccessLog access) =>
        {
            var bundle = TilePath.TryParse(path, out var which) ? tiles.Entries(which) : null;
            if (bundle is not null)
            {
                var first = which!.Number * TreeEdge.TileWidth;
                await access.NoteAsync(context.Principal(), AccessLog.Record, new JsonObject { ["records"] = new JsonArray(first, first + (which.Width ?? TreeEdge.TileWidth) - 1) });
            }
            return Given(context, bundle, "private, max-age=31536000, immutable");
        }).RequireAuthorization(Permissions.ReadArchive).Produces<byte[]>(200, "application/octet-stream");
    }

    /// <summary>What tells hashes and sizes only is for everybody, or for those who may read the archive: as the server was started.</summary>
    /// <exception cref="ProblemException">5.5.1: there is no token; 5.1.0: one that may not read the archive.</exception>
    public static void Open(HttpContext context, ServerOptions options)
    {
        if (!options.Evidence.LogByToken)
            return;
        var principal = context.Features.Get<Principal>() ?? throw new ProblemException(DecisionCodes.Unauthenticated, "This log is shown to holders of a token.");
        if (!principal.Has(Permissions.ReadArchive))
            throw new ProblemException(DecisionCodes.BlockedPolicy, "This token may not read the archive.");
    }

    private static IResult Given(HttpContext context, byte[]? octets, string caching = Forever)
    {
        if (octets is null)
            throw new ProblemException(DecisionCodes.NotFound, "There is no such tile, or not yet.");
        context.Response.Headers.CacheControl = caching;
        return Results.Bytes(octets, "application/octet-stream");
    }
}

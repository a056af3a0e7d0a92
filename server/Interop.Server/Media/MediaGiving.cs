using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Media;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Peers;
using Interop.Server.Retention;
using Microsoft.Net.Http.Headers;

namespace Interop.Server.Media;

/// <summary>Gives media out (spec 13, 15): always as something to save, never to show, and only to whoever may have them.</summary>
internal sealed class MediaGiving(MediaAccess access, AccessLog accesses, MediaCatalog catalog, MediaFiles files, OpenAnswers answers)
{
    private readonly ConcurrentDictionary<string, int> underWay = new(StringComparer.Ordinal);

    /// <summary>To a person of ours; ranges are served.</summary>
    /// <exception cref="ProblemException">5.5.4: not here, or not for this person; 4.2.0: too many at once.</exception>
    public IResult To(HttpContext context, User user, string digest)
    {
        if (!MediaId.IsDigest(digest) || !access.MayRead(user, digest) || catalog.Find(digest) is not { IsHere: true } media)
            throw new ProblemException(DecisionCodes.NotFound);
        Enter(context, MediaOwner.Of(user));
        return Octets(context, media, digest);
    }

    /// <summary>To officers of the archive: what belongs to an event whose body they are given.</summary>
    /// <exception cref="ProblemException">5.5.4: nothing that is kept and open refers to it; 4.2.0: too many at once.</exception>
    public async Task<IResult> ToArchiveAsync(HttpContext context, string digest)
    {
        if (!MediaId.IsDigest(digest) || !access.IsOpenInArchive(digest) || catalog.Find(digest) is not { IsHere: true } media)
            throw new ProblemException(DecisionCodes.NotFound);
        await accesses.NoteAsync(context.Principal(), AccessLog.Media, new JsonObject { ["digest"] = digest });
        Enter(context, $"token:{context.Principal().TokenId}");
        return Octets(context, media, digest);
    }

    private IResult Octets(HttpContext context, StoredMedia media, string digest)
    {
        var octets = Open(context, media, digest);
        var headers = context.Response.Headers;
        headers.ContentDisposition = "attachment";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.CacheControl = "private, no-cache";
        if (context.Request.Headers.Range is [{ } range] && !range.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
            context.Request.Headers.Remove(HeaderNames.Range); // a unit that is not known is passed over (RFC 9110 §14.2)
        return Results.Stream(octets, media.Type, entityTag: new EntityTagHeaderValue($"\"{digest}\""), enableRangeProcessing: true);
    }

    /// <summary>To another provider, signed by the door for peers (see Peers/SignedRequests).</summary>
    /// <exception cref="ProblemException">5.5.4: not here, or not for this provider; 4.2.0: too many at once.</exception>
    public IResult To(HttpContext context, ProviderName peer, string digest)
    {
        if (!Base64UrlText.TryDecode(digest, SHA256.HashSizeInBytes, out var hash) || !access.MayRead(peer, digest) || catalog.Find(digest) is not { IsHere: true } media)
            throw new ProblemException(DecisionCodes.NotFound);
        Enter(context, MediaOwner.Of(peer));
        context.Response.ContentType = media.Type;
        context.Features.Set(new StreamedAnswer(Open(context, media, digest), media.Size, hash));
        return Results.Empty;
    }

    /// <summary>A file that was opened can be read when its name and its row are gone: it is given no longer than it has them.</summary>
    private DataFileReader Open(HttpContext context, StoredMedia media, string digest)
    {
        answers.BeginWhole(context, _ => catalog.Find(digest)?.File != media.File);
        return catalog.Find(digest)?.File == media.File ? files.Open(media) : throw new ProblemException(DecisionCodes.NotFound);
    }

    /// <summary>Counts who is given something until the answer is out.</summary>
    private void Enter(HttpContext context, string whom)
    {
        if (underWay.AddOrUpdate(whom, 1, (_, count) => count + 1) > MediaLimits.GivenAtOnceMax)
        {
            Leave(whom);
            throw new ProblemException(DecisionCodes.QueueLimit, $"At most {MediaLimits.GivenAtOnceMax} files at the same time.");
        }
        context.Response.OnCompleted(() =>
        {
            Leave(whom);
            return Task.CompletedTask;
        });
    }

    private void Leave(string whom)
    {
        if (underWay.AddOrUpdate(whom, 0, (_, count) => count - 1) == 0)
            underWay.TryRemove(new KeyValuePair<string, int>(whom, 0));
    }
}

using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Media;
using Interop.Server.Archive;
using Interop.Server.Pipeline;

namespace Interop.Server.Media;

/// <summary>What an event's commit writes about its media: the record names them, and the store which records refer to them.</summary>
internal static class MediaAppend
{
    private const int SaltCharacters = 43;

    /// <summary>
    /// Looks the media up, for the record. Null when all are here; else the answer: what was here when it was decided on has expired since. Asked
    /// in the commit itself, on the one writer: nothing is swept between this and the reference.
    /// </summary>
    public static SubmitResult? Prepare(CommitBatch batch, MessageContext context)
    {
        if (!context.KeepsBody || context.Media.Count == 0)
            return null;
        var archived = new List<ArchivedMedia>(context.Media.Count);
        var found = new List<MediaName>(context.Media.Count);
        foreach (var (part, name) in context.Media.Zip(context.MediaNames))
        {
            var stored = MediaCatalog.Find(batch.Connection, name);
            if (found.Contains(name))
                continue;
            if (stored is { IsHere: true } || (stored is not null && !context.Accepted))
            {
                archived.Add(new ArchivedMedia(part.Id.Digest, stored.Size, stored.Type, MediaTypes.Contradict(part.ContentType, stored.Type) ? part.ContentType : null, stored.Scan));
                found.Add(name);
            }
            else if (context.Accepted)
                return new SubmitResult { Code = DecisionCodes.MediaPending.Code, Detail = DecisionCodes.MediaPending.Meaning, Event = context.EventId };
        }
        // Canonical JSON of a body ends with its salt.
        var salt = context.Body.AsSpan(context.Body.Length - SaltCharacters - 2, SaltCharacters);
        if (!Base64UrlText.TryDecode(System.Text.Encoding.ASCII.GetString(salt), EventIdentity.SaltOctets, out var octets))
            throw new InvalidOperationException("a body without a salt");
        context.MediaNames = found;
        context.ArchivedMedia = [.. archived];
        context.MediaCommitments = [.. archived.Select(media => media.Commitment(octets))];
        return null;
    }

    /// <summary>An own event has come back from its hub, and this record has its body now: its references are those of this one, and end with it.</summary>
    public static void HandOver(CommitBatch batch, MessageContext context, long went)
    {
        if (context.Media.Count > 0)
            batch.Connection.Execute("DELETE FROM media_references WHERE leaf=@went", new { went });
    }

    /// <summary>After the record has its index.</summary>
    public static void Write(CommitBatch batch, MessageContext context, long leaf)
    {
        if (context.ArchivedMedia is not { Length: > 0 } archived)
            return;
        var shown = context.Redacted is { } redacted ? System.Text.Encoding.UTF8.GetString(redacted.Body) : null;
        for (var n = 0; n < archived.Length; n++)
        {
            var digest = archived[n].Digest;
            var delivered = context.Accepted && (shown is null || shown.Contains(digest, StringComparison.Ordinal));
            var name = context.MediaNames[n].Value;
            var scan = archived[n].Scan is { } said ? JsonSerializer.Serialize(said, OcipJson.Default.MediaScan) : null;
            batch.Connection.Execute("INSERT INTO media_references(name, leaf, n, room_id, delivered, declared, scan) VALUES (@name, @leaf, @n, @room, @delivered, @declared, @scan)",
                new { name, leaf, n, room = context.Room.Id, delivered, declared = archived[n].Declared, scan });
            batch.Connection.Execute("DELETE FROM media_uploads WHERE owner=@owner AND name=@name",
                new { owner = context.Principal.Peer is { } peer ? MediaOwner.Of(peer) : MediaOwner.Of(context.Sender), name });
        }
    }
}

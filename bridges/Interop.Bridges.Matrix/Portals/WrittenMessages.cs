using System.Runtime.CompilerServices;
using System.Text.Json;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.AppService;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Matrix.Inbound;
using Interop.Bridges.Matrix.Outbound;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Portals;

/// <summary>What people wrote in a room, as the homeserver has it: read backwards from now by the account that speaks for the bridge there.</summary>
internal sealed class WrittenMessages(MatrixHomeserverClient homeserver, EchoMark marks, Func<MatrixUserId, bool> isOwn)
{
    private const int PageSize = 250;
    private const int PagesMax = 4_000;

    /// <inheritdoc cref="ICountsMessages.CountAsync"/>
    public async IAsyncEnumerable<NativeEventId> CountAsync(NativePortal portal, NativeSpan span, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (room, voice) = (MatrixRoomId.Parse(portal.NativeRoom.Value), MatrixUserId.Parse(portal.Voice.Value));
        string? from = null;
        for (var page = 0; page < PagesMax; page++)
        {
            var at = from;
            var (events, end) = await NativeFailures.RunAsync(() => homeserver.GetMessagesBeforeAsync(room, at, PageSize, voice, cancel));
            foreach (var id in Written(events, span, voice))
                yield return id;
            if (end is null || end == from || IsBefore(events, span, voice))
                yield break;
            from = end;
        }
        throw new NativeRefusedException($"The room has more than {PageSize * PagesMax} events since then.");
    }

    private IEnumerable<NativeEventId> Written(IReadOnlyList<JsonElement> events, NativeSpan span, MatrixUserId voice)
    {
        foreach (var json in events)
        {
            if (!MatrixEvent.TryRead(json, out var read))
                continue;
            if (IsEntry(read!, voice))
                yield break;
            if (read!.SentAtMs >= span.From.ToUnixTimeMilliseconds() && read.SentAtMs < span.To.ToUnixTimeMilliseconds() && IsWriting(read))
                yield return new NativeEventId(read.Id.Value);
        }
    }

    /// <summary>
    /// Nothing older is needed: the bridge came here, or all of this page is from before the span. One old event alone says nothing: its time is what its sender's
    /// homeserver claims.
    /// </summary>
    private static bool IsBefore(IReadOnlyList<JsonElement> events, NativeSpan span, MatrixUserId voice)
    {
        var readable = events.Select(json => MatrixEvent.TryRead(json, out var read) ? read : null).OfType<MatrixEvent>().ToList();
        return readable.Exists(read => IsEntry(read, voice)) || (readable.Count > 0 && readable.TrueForAll(read => read.SentAtMs < span.From.ToUnixTimeMilliseconds()));
    }

    /// <summary>The bridge came in: what is older was written before people were told of it.</summary>
    private static bool IsEntry(MatrixEvent read, MatrixUserId voice) =>
        read is { Type: "m.room.member" } && read.StateKey == voice.Value && read.Content.Text("membership") == "join" && read.PreviousMembership != "join";

    /// <summary>As <see cref="EventTranslator"/> makes a message or an edit of it. One that was taken back is still there, without its content.</summary>
    private bool IsWriting(MatrixEvent read) =>
        read.StateKey is null && (read.Type == "m.room.message" || Placeholders.OfType(read.Type, read.Content) is not null)
        && !isOwn(read.Sender) && marks.Read(read, isOwnAccount: false) is null;
}

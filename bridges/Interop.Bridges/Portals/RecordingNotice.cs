using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Interop.Bridges.Api;
using Interop.Bridges.Native;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Portals;

/// <summary>Tells native people that they are recorded, and tells the server that they were told (spec 11).</summary>
internal sealed class RecordingNotice(BridgeContext bridge, Voice voice)
{
    /// <summary>
    /// Posts the organisation's notice in a portal and reports it. A crash after the posting and before the report posts it again, with the same
    /// key; nothing is delivered before the report.
    /// </summary>
    /// <returns>The version that was told.</returns>
    public async Task<string> PostAsync(NativePortal portal, IReadOnlyList<UserId> users, CancellationToken cancellationToken)
    {
        var posted = await SayAsync(portal, users, cancellationToken);
        await ReportAsync(posted, cancellationToken);
        return posted.Version;
    }

    /// <summary>Reports a posted notice.</summary>
    public async Task ReportAsync(NoticePosted posted, CancellationToken cancellationToken)
    {
        try
        {
            await bridge.Api.PostNoticeAsync(posted, cancellationToken);
        }
        catch (ApiRefusedException refused) when (refused.Problem.Code == DecisionCodes.SupervisionNotAcknowledged.Code)
        {
            // The organisation changed its notice in between: done again, the new text is posted.
            throw new ApiUnavailableException(refused.Message, inner: refused);
        }
    }

    /// <summary>
    /// Says what other organisations whose people are in the room declare of their supervision, once for each declaration: they record too what is
    /// written here, and nobody else could tell the native person so.
    /// </summary>
    /// <param name="portal">Where.</param>
    /// <param name="isMeant">Which organisations.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task SayOthersAsync(NativePortal portal, Func<ProviderName, bool> isMeant, CancellationToken cancellationToken)
    {
        RoomView room;
        try
        {
            room = await bridge.Api.GetRoomAsync(portal.Room, cancellationToken);
        }
        catch (ApiRefusedException refused) when (refused.Problem.Code == DecisionCodes.NotFound.Code)
        {
            return; // nobody on this network is in it any more
        }
        foreach (var declared in (room.Supervision ?? []).Where(d => isMeant(d.By)))
            await voice.SayOnceAsync(portal, $"supervision/{declared.By}/{declared.Notice.Version}", Sentences.AlsoSupervised(declared), cancellationToken);
    }

    /// <summary>Posts the notice without reporting it: of native rooms that have no OCIP room yet.</summary>
    public async Task<NoticePosted> SayAsync(NativePortal portal, IReadOnlyList<UserId> users, CancellationToken cancellationToken)
    {
        var notice = await bridge.Api.GetNoticeAsync(cancellationToken);
        var language = notice.Texts.ContainsKey(bridge.Settings.Language) ? bridge.Settings.Language : "en";
        var text = notice.Texts[language];
        var what = $"recording-notice/{notice.Version}/{string.Join(' ', users.Select(u => u.Value).Order(StringComparer.Ordinal))}";
        var sent = await voice.SayAsync(portal, what, text, cancellationToken);
        var digest = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var nativeId = sent.Id?.Value ?? Voice.Key(portal, what).Value;
        return new NoticePosted(portal.Room, [.. users], notice.Version, language, digest, nativeId, bridge.Now);
    }
}

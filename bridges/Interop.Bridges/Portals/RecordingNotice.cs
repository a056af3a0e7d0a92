using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Interop.Bridges.Api;
using Interop.Bridges.Native;
using Interop.Protocol.BridgeApi;
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

using Interop.Protocol.BridgeApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Supervision;

namespace Interop.Server.Compliance;

/// <summary>
/// What a fresh server declares, since what it does is to archive: the least that is true. An administrator says more and better.
/// </summary>
internal static class DefaultSupervision
{
    /// <param name="by">The organisation.</param>
    /// <param name="since">When the server was set up.</param>
    /// <param name="notice">A recording notice that was set before declarations had more than a notice; null for the default one.</param>
    public static SupervisionDeclaration Of(ProviderName by, string since, NoticeText? notice)
    {
        var declaration = new SupervisionDeclaration
        {
            By = by,
            Mode = SupervisionModes.Archived,
            Scope = "Everything that is written, sent or done in chats of this provider.",
            Purpose = "Keeping records of the organisation's communication.",
            LegalBasis = "The law, or the organisation's own rules.",
            Notice = new SupervisionNotice
            {
                Version = notice?.Version ?? "1",
                Digest = "",
                Texts = notice?.Texts ?? new Dictionary<string, string>
                {
                    ["en"] = $"Messages in this chat are recorded and archived by {by}, as the law or its own rules ask of it. If you do not agree, please do not write here.",
                },
            },
            Since = since,
        };
        return declaration with { Notice = declaration.Notice with { Digest = SupervisionDigest.Of(declaration) } };
    }
}

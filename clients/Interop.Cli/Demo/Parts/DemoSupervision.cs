using Interop.Protocol.AdminApi;
using Interop.Protocol.Supervision;

namespace Interop.Cli.Demo.Parts;

/// <summary>What each organisation of the demos declares of its supervision.</summary>
internal static class DemoSupervision
{
    public static string Notice(string provider) => $"Messages in this chat are recorded and archived by {provider}. If you do not agree, please do not write here.";

    public static SupervisionRequest Of(string provider) => new()
    {
        Mode = SupervisionModes.Archived,
        Scope = $"All chats of the work personas of {provider}.",
        Purpose = "Keeping business records, and settling disputes.",
        LegalBasis = "The retention duties of commercial law.",
        Version = "demo-1",
        Texts = new(StringComparer.Ordinal) { ["en"] = Notice(provider) },
    };
}

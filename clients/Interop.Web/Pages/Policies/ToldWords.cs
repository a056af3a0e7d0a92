using Interop.Protocol.PolicyApi;
using Interop.Web.Shared;

namespace Interop.Web.Pages.Policies;

/// <summary>What people outside have answered to a disclosure, in words.</summary>
internal static class ToldWords
{
    /// <param name="state">One of the words of <see cref="DisclosureStanding"/>; null for all.</param>
    public static string Of(string? state) => state switch
    {
        null => "in all",
        DisclosureStanding.Told => "told, no answer",
        DisclosureStanding.Consented => "consented",
        DisclosureStanding.Refused => "refused",
        DisclosureStanding.Withdrawn => "withdrew consent",
        _ => state,
    };

    /// <summary>Why the list of a state is empty.</summary>
    public static string Nobody(string? state) => state switch
    {
        DisclosureStanding.Told => "Everybody who was told has answered.",
        DisclosureStanding.Consented => "Nobody consented.",
        DisclosureStanding.Refused => "Nobody refused.",
        DisclosureStanding.Withdrawn => "Nobody withdrew consent.",
        _ => "Nobody was told.",
    };

    public static Tone ToneOf(string state) => state switch
    {
        DisclosureStanding.Consented => Tone.Ok,
        DisclosureStanding.Refused or DisclosureStanding.Withdrawn => Tone.Blocked,
        _ => Tone.Plain,
    };
}

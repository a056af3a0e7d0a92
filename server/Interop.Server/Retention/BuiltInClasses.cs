using Interop.Protocol.ArchiveApi;

namespace Interop.Server.Retention;

/// <summary>Classes that come with the server. Only <see cref="Default"/> is in force by itself; the others are there to be copied into a schedule.</summary>
internal static class BuiltInClasses
{
    public const string DefaultName = "default";

    /// <summary>From when a minimum and a maximum count.</summary>
    public const string Archived = "archived";

    /// <summary>From a date that is set later, person by person.</summary>
    public const string Occasion = "occasion";

    /// <summary>What no other class applies to is kept without an end, until an administrator decides otherwise.</summary>
    public static readonly RetentionClass Default = new(DefaultName, Archived, "none");

    public static readonly RetentionClass[] Templates =
    [
        new("sec.17a-4.b4", Archived, "US SEC 17a-4(b)(4)", "P3Y", "P2Y", Jurisdiction: ["US"]),
        new("finra.4511", Archived, "US FINRA 4511(b)", "P6Y", "P2Y", Jurisdiction: ["US"]),
        new("finra.4511.account", Occasion, "US FINRA 4511(b), of an account: six years after it is closed", "P6Y", "P2Y", Jurisdiction: ["US"]),
        new("cftc.1.31", Archived, "US CFTC 1.31(b)(3)", "P5Y", Jurisdiction: ["US"]),
        new("mifid.5y", Archived, "EU MiFID II 16(7)", "P5Y", Jurisdiction: ["EU"]),
        new("mifid.7y", Archived, "EU MiFID II 16(7), where the authority asks for seven years", "P7Y", Jurisdiction: ["EU"]),
        new("hipaa.6y", Archived, "US HIPAA 45 CFR 164.316(b)(2)", "P6Y", Jurisdiction: ["US"]),
    ];
}

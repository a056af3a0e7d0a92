namespace Interop.Web.Pages.Reports;

/// <summary>Kinds of gaps and sources of records, as people call them (spec 08.13).</summary>
internal static class GapWords
{
    public static string Of(string kind) => kind switch
    {
        "away" => "not connected",
        "notCapturing" => "captured nothing",
        "missing" => "missing",
        "unexplained" => "unexplained",
        "waiting" => "waits undecided",
        "native" => "network has more",
        "uncounted" => "not counted there",
        _ => kind,
    };

    public static string SourceOf(string name) => name switch
    {
        "client" => "chats here",
        "admin" => "administration",
        _ when name.StartsWith("bridge:", StringComparison.Ordinal) => name["bridge:".Length..],
        _ when name.StartsWith("federation:", StringComparison.Ordinal) => name["federation:".Length..],
        _ => name,
    };
}

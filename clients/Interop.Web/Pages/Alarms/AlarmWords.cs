namespace Interop.Web.Pages.Alarms;

/// <summary>Kinds of alarms (spec 08.13) for people: what each says, and what to do.</summary>
internal static class AlarmWords
{
    private static readonly Dictionary<string, (string Title, string Advice)> Known = new(StringComparer.Ordinal)
    {
        ["captureStopped"] = ("Network gives nothing", "The bridge runs and gets nothing. See whether the network's server runs, and whether it still lets the bridge in."),
        ["bridgeAway"] = ("Bridge away", "See whether the bridge's process runs and reaches this server. What was said meanwhile is fetched when it is back, if the network keeps it."),
        ["archiveStalled"] = ("Archive does not grow", "Nothing is accepted until it does, and nothing is lost. The server's log says why: most often the disk."),
        ["scrubFault"] = ("Stored otherwise than signed", "Keep the disk as it is, and restore from a backup. Somebody may have changed it."),
        ["gap"] = ("Gap in the books", "Open the report of that day: it says which network, room and hours."),
        ["policyFailed"] = ("Policy failed", "What it should have judged waits for a reviewer. Its author mends it, or it is retired."),
        ["indexBehind"] = ("Search is behind", "What was written last is not found yet. If it lasts, have the index made anew."),
        ["supervisionBehind"] = ("Supervision is behind", "Items come late. If it lasts, see the server's log."),
        ["diskFull"] = ("Disk nearly full", "Make room where the data folder is. When it is full, nothing is accepted."),
        ["backupOld"] = ("Backup is old", "See whether backups are still made, and whether there is room for them."),
        ["endingStopped"] = ("What is to end does not", "See whether there is room on the disk, and the server's log. It is tried again by itself."),
        ["requestOverdue"] = ("Request is overdue", "A person waits for an answer. Who looks after privacy decides the request, or refuses it with a reason."),
        ["witnessSilent"] = ("Witness is silent", "Ask who runs it. The archive goes on without it, with one signature less."),
        ["timestampSilent"] = ("Time stamps missing", "See whether the authority can be reached."),
        ["keyExpiring"] = ("Key ends soon", "An administrator changes it before it ends."),
        ["clockBack"] = ("Clock went back", "Mend the clock. Records keep the last time until it has caught up."),
    };

    public static string Title(string kind) => Known.TryGetValue(kind, out var words) ? words.Title : kind;

    public static string Advice(string kind) => Known.TryGetValue(kind, out var words) ? words.Advice : "The sentence above says what is so.";

    public static IEnumerable<string> Kinds => Known.Keys;
}

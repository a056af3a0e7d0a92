using System.Text.RegularExpressions;
using Interop.Protocol.Decisions;
using Interop.Server.Inbound;

namespace Interop.Server.Archive;

/// <summary>
/// The kinds of records that this log can have (spec 18.7). Whoever asks for another has misspelt it, and would take an empty answer for a proof that there
/// is nothing.
/// </summary>
internal static partial class RecordKinds
{
    public static readonly string[] All =
    [
        LogRecord.Event, LogRecord.Refusal, LogRecord.Egress, LogRecord.Decision, LogRecord.Cancel, LogRecord.Followed, LogRecord.Fork, LogRecord.Consent, LogRecord.Release, LogRecord.Notice,
        LogRecord.Acknowledgement, LogRecord.Report, LogRecord.Portal, LogRecord.Link, LogRecord.Policy, LogRecord.Alarm, LogRecord.Reconciliation, LogRecord.Access, LogRecord.Backup,
        LogRecord.Export, LogRecord.Review, LogRecord.Abuse, LogRecord.Retention, LogRecord.Hold, LogRecord.Disposition, LogRecord.Subject,
    ];

    /// <param name="where">Parameter or member that names it.</param>
    /// <param name="kind">What was asked for.</param>
    /// <exception cref="ProblemException">5.5.0: there is no such kind.</exception>
    public static string Checked(string where, string kind) => All.Contains(kind) ? kind
        : throw new ProblemException(DecisionCodes.Malformed, $"{where}: there is no kind of records '{kind}'. There are: {string.Join(", ", All)}.");

    /// <param name="code">A decision code; that it is registered is not asked, for peers may have newer ones.</param>
    /// <exception cref="ProblemException">5.5.0: it has not the form of one.</exception>
    public static string CheckedCode(string code) => CodeForm().IsMatch(code) ? code
        : throw new ProblemException(DecisionCodes.Malformed, $"code: '{code}' is no decision code; they have the form 5.1.2.");

    [GeneratedRegex(@"^[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\z", RegexOptions.NonBacktracking)]
    private static partial Regex CodeForm();
}

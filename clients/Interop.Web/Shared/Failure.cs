using Interop.Client;

namespace Interop.Web.Shared;

/// <summary>What went wrong, for people: a sentence, a code to tell somebody, and whether trying again can help.</summary>
/// <param name="Code">Decision code of the server; away when it does not answer.</param>
/// <param name="Sentence">What is so.</param>
/// <param name="Advice">What to do.</param>
/// <param name="CanRetry">Trying again may help.</param>
public sealed record Failure(string Code, string Sentence, string Advice, bool CanRetry)
{
    public const string Away = "away";

    /// <summary>Not for the roles of whoever asks.</summary>
    public bool IsNoPermission => Code.StartsWith("5.1.", StringComparison.Ordinal);

    /// <summary>The sign-in has ended at the server.</summary>
    public bool IsSignedOut => Code == "5.5.1";

    /// <summary>Of what a call to the server throws; null of faults that are this application's own.</summary>
    public static Failure? Of(Exception fault) => fault switch
    {
        OcipProblemException { Problem: var problem } refused => new Failure(problem.Code, problem.Detail ?? problem.Title, AdviceOf(problem.Code), refused.IsTransient),
        HttpRequestException or TaskCanceledException or IOException => new Failure(Away, "The server does not answer.", "It is tried again when you ask for it. If it lasts, tell your operator.", true),
        _ => null,
    };

    private static string AdviceOf(string code) => code switch
    {
        _ when code.StartsWith("5.1.", StringComparison.Ordinal) => "Ask an administrator for the role, if it is your work.",
        "5.5.1" => "Sign in again.",
        "5.5.4" => "It may have ended, or the link is old.",
        _ when code.StartsWith('4') => "Try again in a moment.",
        _ => "Tell your operator this code, if you did not expect it.",
    };
}

namespace Interop.Web.Pages.Chat;

/// <summary>Why something was not sent, and what its sender can do.</summary>
/// <param name="Code">Of the registry.</param>
/// <param name="Sentence">What is so.</param>
public sealed record Refusal(string Code, string Sentence)
{
    /// <summary>The same may be sent again as it is: what stood in the way can be gone. Other refusals are of what was written.</summary>
    public bool CanSendAgain => Code.StartsWith('4') || Code is "5.2.0" or "5.2.1" or Shared.Failure.Away;

    public string Advice => AdviceOf(Code);

    /// <summary>One sentence for each code that somebody who writes can meet.</summary>
    public static string AdviceOf(string code) => code switch
    {
        Shared.Failure.Away => "Send it again when the connection is back.",
        "4.2.0" => "Too much waits for somebody here. Wait a little, then send it again.",
        _ when code.StartsWith('4') => "Nothing was lost: send it again in a moment.",
        "5.1.1" => "Take out what is sensitive, then send it again.",
        "5.1.2" => "You and somebody here may not write to each other. Ask your compliance desk for the right way.",
        "5.1.4" or "5.1.5" or "5.1.6" => "Your organisation's agreement with theirs does not cover this. Ask your administrator.",
        "5.1.7" => "The file is harmful and was not kept. Have your device checked.",
        _ when code.StartsWith("5.1.", StringComparison.Ordinal) => "A rule of your organisation stands against it. Change it, or ask your compliance desk.",
        "5.2.0" => "Read the notice below, then send it again.",
        "5.2.1" => "They have not agreed to hear from you yet. Ask them first.",
        "5.3.0" => "Work and personal do not mix. Use your other persona.",
        "5.5.1" => "Sign in again.",
        "5.5.4" => "You are not in this chat any more, or it is not there.",
        "5.5.5" => "It is too long or too large: send less.",
        "5.5.8" => "Attach the file again.",
        _ => "Change it and send it again. If that does not help, tell your operator the code.",
    };
}

using Interop.Protocol.Events;
using Interop.Protocol.ReviewApi;
using Interop.Web.Shared;

namespace Interop.Web.Pages.Review;

/// <summary>Items of supervision, in words.</summary>
internal static class ReviewWords
{
    /// <summary>Key, name at the server, and words of each disposition that every organisation has.</summary>
    public static readonly (string Key, string Name, string Words)[] Dispositions =
        [("1", "compliant", "Compliant"), ("2", "nonCompliant", "Non-compliant"), ("3", "questionable", "Questionable"), ("4", "falsePositive", "False positive")];

    public static string Disposition(string name) => Dispositions.FirstOrDefault(d => d.Name == name).Words ?? name;

    public static Tone ToneOf(SupervisionItem item) => item.State switch
    {
        "closed" => Tone.Ok,
        "escalated" => Tone.Blocked,
        "claimed" => Tone.Held,
        _ => Tone.Plain,
    };

    /// <summary>The state; of a closed one what came of it.</summary>
    public static string StateOf(SupervisionItem item) => item.State == "closed" ? Disposition(item.Disposition ?? "closed") : item.State;

    /// <summary>Sources of items, and how they are called.</summary>
    public static readonly (string Name, string Words)[] Sources = [("policy", "policies"), ("held", "waits for a reviewer"), ("sample", "samples"), ("report", "reports"), ("must", "must be reviewed")];

    /// <summary>What was done, in the past.</summary>
    public static string Done(ReviewAction action) => action.What switch
    {
        "close" => $"closed as {Disposition(action.Disposition ?? "").ToLowerInvariant()}",
        "claim" => "claimed",
        "release" => "given back",
        "assign" => $"assigned to {action.To}",
        "escalate" => "escalated",
        "reopen" => "reopened",
        "note" => "noted",
        "notify" => "answered to the sender",
        _ => action.What,
    };

    /// <summary>Why it is here.</summary>
    /// <param name="item">The item.</param>
    /// <param name="named">With the names of the policies.</param>
    public static string Why(SupervisionItem item, bool named = true) => item.Source switch
    {
        "policy" => $"asked for by {(named ? string.Join(", ", item.Policies) : "")}",
        "held" => $"waits for a reviewer: {(named ? string.Join(", ", item.Policies) : "")}",
        "sample" => "drawn as a sample",
        "report" => "reported by a participant",
        "must" => "of people all of whose messages are reviewed",
        _ => item.Source,
    };

    /// <summary>Lines of a conversation in order; what happened several times in a row, and is no message, once and how often.</summary>
    public static IEnumerable<(ReviewLine Line, int Times)> Gathered(IReadOnlyList<ReviewLine> lines, long own)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var (line, times) = (lines[i], 1);
            while (line.Index != own && !IsWritten(line) && i + 1 < lines.Count && lines[i + 1] is var next && next.Index != own && next.Type == line.Type && next.Who == line.Who)
                (times, i) = (times + 1, i + 1);
            yield return (line, times);
        }
    }

    /// <summary>Somebody's words; other lines say what happened.</summary>
    public static bool IsWritten(ReviewLine line) => line.Type is EventTypes.Message or EventTypes.Edit;

    /// <summary>What a line of a conversation is that is no message, after the name of who did it.</summary>
    public static string Happening(string type) => type switch
    {
        "release" => "what was held was delivered",
        EventTypes.Edit => "changed a message",
        EventTypes.Retract => "took a message back",
        EventTypes.Reaction => "reacted to a message",
        EventTypes.Receipt => "has read the messages",
        EventTypes.Membership => "changed who is in the room",
        EventTypes.Room => "changed the room's name or topic",
        EventTypes.Notice => "the notice of the recording was shown",
        EventTypes.Supervision => "the declared supervision changed",
        EventTypes.Consent => "answered the notice",
        _ => type,
    };

    public static string Step(ReviewStep step) => step.What switch
    {
        "claim" => "claimed it",
        "release" => "gave it back",
        "assign" => $"assigned it to {step.To}",
        "escalate" => $"escalated it: {step.Why}",
        "close" => $"closed it: {Disposition(step.Disposition ?? "")}{(step.Text is null ? "" : $" · {step.Text}")}",
        "reopen" => $"reopened it: {step.Why}",
        "note" => step.Text ?? "",
        "unmask" => $"unmasked the names: {step.Why}",
        "notify" => $"told the sender: {step.Text}",
        "report" => step.Why is null ? "a participant reported it" : $"a participant reported it: {step.Why}",
        _ => step.What,
    };
}

using System.Globalization;
using Interop.Protocol.Decisions;
using Interop.Protocol.Supervision;
using Interop.Protocol.Time;

namespace Interop.Bridges.Portals;

/// <summary>What the bridge says to native people: one plain sentence each.</summary>
internal static class Sentences
{
    public static string Refused(string code, string? detail) => $"Your message was not delivered. {detail ?? Meaning(code)}";

    public static string RefusedFor(string name, string code) => $"Your message was not delivered to {name}. {Meaning(code)}";

    public static string FileNotDelivered(string? name, string why) => $"Your file{(name is null ? "" : $" “{name}”")} was not delivered. {why}";

    public static string NotDone(string code, string? detail) => $"That was not carried out in the conversation. {detail ?? Meaning(code)}";

    public static string HeldUntil(string name, string? until) => WireTime.TryParse(until, out var time)
        ? $"Your message is held until {time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, when the delivery hours of {name} open; it will be delivered then."
        : $"Your message is held until the delivery hours of {name} open; it will be delivered then.";

    public static string HeldForReview(string name) => $"Your message to {name} is held until somebody has looked at it.";

    public static string NobodyThere(string account) => $"There is nobody behind {account}; your message was not delivered.";

    public static string NotYourRoom() => "This conversation is bridged for one person only; what you wrote was not delivered.";

    public static string StrangerRemoved(string name) => $"{name} was removed: this conversation is bridged for you alone. Ask for {name} to be added to it instead.";

    public static string Joined(string name) => $"{name} joined.";

    public static string Left(string name) => $"{name} left.";

    public static string Removed(string name) => $"{name} was removed.";

    public static string YouWereRemoved() => "You were removed from this conversation; nothing that you write here is delivered any more.";

    public static string TookBack(string name) => $"{name} took back a message.";

    public static string Renamed(string? name, string? topic) =>
        string.Join(' ', new[] { name is null ? null : $"The conversation is now called “{name}”.", topic is null ? null : $"Its topic is now: {topic}" }.Where(s => s is not null));

    public static string AlsoSupervised(SupervisionDeclaration declared) =>
        $"People of {declared.By} are in this conversation, and {declared.By} {Does(declared.Mode)} it too. Scope: {declared.Scope} Purpose: {declared.Purpose} Legal basis: {declared.LegalBasis}";

    // A mode of a later version is shown as it stands.
    private static string Does(string mode) => mode switch
    {
        SupervisionModes.Archived => "archives",
        SupervisionModes.Monitored => "archives and monitors",
        SupervisionModes.PreReview => "archives and, before it is delivered, may review",
        SupervisionModes.PostReview => "archives and reviews",
        _ => $"supervises ({mode})",
    };

    private static string Meaning(string code) => DecisionCodes.Find(code)?.Meaning ?? "It was refused.";
}

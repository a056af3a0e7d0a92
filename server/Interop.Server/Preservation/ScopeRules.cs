using System.Text;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Time;

namespace Interop.Server.Preservation;

/// <summary>Which scopes and texts of holds are well formed (spec 9.7, 9.12).</summary>
internal static class ScopeRules
{
    /// <summary>As it is kept: a peer's scope has neither networks nor query.</summary>
    public static HeldScope Of(HoldScope scope) => new() { Rooms = scope.Rooms, Users = scope.Users, Events = scope.Events, After = scope.After, Before = scope.Before };

    /// <summary>As a peer is told it.</summary>
    public static HoldScope ForPeers(HeldScope scope) => new() { Rooms = scope.Rooms, Users = scope.Users, Events = scope.Events, After = scope.After, Before = scope.Before };

    /// <summary>How many of its members restrict, times aside.</summary>
    public static int Parts(HeldScope scope) => new object?[] { scope.Rooms, scope.Users, scope.Events, scope.Networks, scope.Query }.Count(part => part is not null);

    /// <summary>Null when it is well formed; else 5.5.0, or 5.5.5 beyond a limit.</summary>
    public static Fault? FaultOf(HeldScope scope)
    {
        if (Parts(scope) == 0)
            return Malformed("A scope has rooms, users or events (of this organisation's own holds also networks or query).");
        if (scope.Rooms?.Length > HoldLimits.RoomsMax || scope.Users?.Length > HoldLimits.UsersMax || scope.Events?.Length > HoldLimits.EventsMax || scope.Networks?.Length > HoldLimits.NetworksMax)
            return new Fault(DecisionCodes.TooLarge, $"A scope has at most {HoldLimits.RoomsMax} rooms, {HoldLimits.UsersMax} users, {HoldLimits.EventsMax} events and {HoldLimits.NetworksMax} networks.");
        if (scope is { Rooms.Length: 0 } or { Users.Length: 0 } or { Events.Length: 0 } or { Networks.Length: 0 } or { Query.Length: 0 })
            return Malformed("A member of a scope that is there is not empty.");
        if (scope.Networks?.Any(n => n is null || !IsNetwork(n)) == true)
            return Malformed("networks: lower-case words such as matrix or xmpp.");
        if (scope.Query is { } query && IsWrong(query, HoldLimits.QueryOctetsMax))
            return Malformed($"query: at most {HoldLimits.QueryOctetsMax} octets of clean text.");
        if (!IsTime(scope.After) || !IsTime(scope.Before))
            return Malformed("after and before are times of the form 2026-01-31T09:30:00.000Z.");
        return scope is { After: { } after, Before: { } before } && string.CompareOrdinal(after, before) > 0 ? Malformed("after is after before.") : null;
    }

    /// <summary>Too long, empty, or of characters that text may not have.</summary>
    public static bool IsWrong(string? text, int octetsMax) => text is not null && (text.Length == 0 || Encoding.UTF8.GetByteCount(text) > octetsMax || TextRules.IndexOfRefused(text) >= 0);

    /// <summary>Absent, or a time.</summary>
    public static bool IsTime(string? text) => text is null || WireTime.TryParse(text, out _);

    private static bool IsNetwork(string text) =>
        text.Length is > 0 and <= 32 && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static Fault Malformed(string sentence) => new(DecisionCodes.Malformed, sentence);
}

using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Inbound;

/// <summary>How an inbox row ended, and what is to be remembered with it in the same commit.</summary>
internal sealed record RowOutcome(string Code)
{
    /// <summary>Not for the server: a notice, a room that is no portal, an act without effect.</summary>
    public static readonly RowOutcome Ignored = new("-");

    /// <summary>The event that the row became.</summary>
    public EventId? Event { get; init; }

    /// <summary>Of edits the edited event.</summary>
    public EventId? Original { get; init; }

    /// <summary>To quote from later.</summary>
    public (string Author, string Text)? Excerpt { get; init; }

    /// <summary>Of retractions the event whose excerpt goes.</summary>
    public EventId? Forget { get; init; }
}

using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Outbound;

/// <summary>What showing one item in one portal came to: to be remembered and reported.</summary>
internal sealed record Delivered
{
    public static readonly Delivered Nothing = new();

    /// <summary>Native messages in order of parts.</summary>
    public IReadOnlyList<SentPart> Sent { get; init; } = [];

    /// <summary>What the core or the connector could not carry.</summary>
    public IReadOnlyList<string> Fidelity { get; init; } = [];

    /// <summary>Of edits the edited event.</summary>
    public EventId? Original { get; init; }

    /// <summary>An edit that is shown as messages of its own: from now on they are what the event looks like there.</summary>
    public bool Anew { get; init; }

    /// <summary>To quote from later.</summary>
    public (string Author, string Text)? Excerpt { get; init; }

    /// <summary>Of retractions the event whose excerpt goes.</summary>
    public EventId? Forget { get; init; }

    public string? NativeId => Sent.Select(s => s.Sent.Id?.Value).FirstOrDefault(id => id is not null);
}

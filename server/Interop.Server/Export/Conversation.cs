using Interop.Protocol.Identifiers;

namespace Interop.Server.Export;

/// <summary>What was said in one room on one UTC day, or a part of it when there was very much.</summary>
internal sealed record Conversation
{
    /// <summary>Row of the room.</summary>
    public required long Row { get; init; }

    /// <summary>The room's whole id.</summary>
    public required string Room { get; init; }

    /// <summary>UUID of the room: fit for a file's name.</summary>
    public required string Uuid { get; init; }

    public string? Name { get; init; }

    /// <summary>group or direct.</summary>
    public required string Kind { get; init; }

    public required DateOnly Day { get; init; }

    /// <summary>From 1.</summary>
    public required int Part { get; init; }

    /// <summary>Who was there at the beginning.</summary>
    public required IReadOnlyList<ConversationPerson> Present { get; init; }

    public required IReadOnlyList<ConversationLine> Lines { get; init; }

    /// <summary>Everybody who was there or wrote, each once.</summary>
    public required IReadOnlyList<ConversationPerson> People { get; init; }

    public string Start => Lines[0].At;

    public string End => Lines[^1].At;

    /// <summary>Unique among all parts of all days.</summary>
    public string Id => $"{Day:yyyy-MM-dd}/{Uuid}{(Part == 1 ? "" : $"-{Part}")}";

    public string Title => Name ?? (Kind == "direct" ? string.Join(", ", People.Select(p => p.Name)) : "(no name)");

    public ConversationPerson Person(UserId user) => People.First(p => p.User == user);
}

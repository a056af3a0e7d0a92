using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ClientApi;

/// <summary>The newest message of a room that a persona may see, as it stands now, for a list of rooms (spec 13.2).</summary>
public sealed record LastMessage
{
    /// <summary><see cref="Text"/> is what it says.</summary>
    public const string KindText = "text";

    /// <summary>A file; <see cref="Text"/> is its name, when it has one.</summary>
    public const string KindFile = "file";

    /// <summary>Nothing that can be said in a line.</summary>
    public const string KindOther = "other";

    /// <summary>Its sender has taken it back.</summary>
    public const string KindRetracted = "retracted";

    /// <summary>Its body has ended.</summary>
    public const string KindErased = "erased";

    /// <summary>At most so many characters of text are given.</summary>
    public const int TextCharactersMax = 200;

    public required EventId Event { get; init; }

    /// <summary>Its place in the room.</summary>
    public required long Seq { get; init; }

    public required UserId Sender { get; init; }

    /// <summary>When the hub accepted it.</summary>
    public required string At { get; init; }

    /// <summary>text, file, other, retracted or erased.</summary>
    public required string Kind { get; init; }

    /// <summary>In one line, of the newest edit; absent of what has none, was retracted or has ended.</summary>
    public string? Text { get; init; }

    /// <summary>True of the persona's own that still waits for somebody.</summary>
    public bool? Held { get; init; }
}

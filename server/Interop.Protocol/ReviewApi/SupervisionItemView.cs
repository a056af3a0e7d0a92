using System.Text.Json;

namespace Interop.Protocol.ReviewApi;

/// <summary>An item that was opened (spec 07.9).</summary>
public sealed record SupervisionItemView
{
    public required SupervisionItem Item { get; init; }

    /// <summary>As it was written, with labels in place of ids of users.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>Why there is no content.</summary>
    public string? BodyAbsent { get; init; }

    /// <summary>Where policies have found something in the content; null for nowhere.</summary>
    public ContentHit[]? Hits { get; init; }

    /// <summary>There are more hits than are told.</summary>
    public bool? HitsCut { get; init; }

    /// <summary>The reader has unmasked the names.</summary>
    public required bool Names { get; init; }

    /// <summary>Before and after it.</summary>
    public required ReviewLine[] Conversation { get; init; }

    /// <summary>Other items with the same text, at most 100.</summary>
    public required long[] Same { get; init; }

    /// <summary>Other items with nearly the same text, at most 100.</summary>
    public required long[] Like { get; init; }

    /// <summary>Its forms besides this one, in order: of an edit what it changes, and later edits and its retraction.</summary>
    public ReviewLine[]? Versions { get; init; }

    /// <summary>Who could see it: labels, or ids once the names are unmasked. At most 100.</summary>
    public string[]? SeenBy { get; init; }

    /// <summary>How many more could see it.</summary>
    public int? SeenByMore { get; init; }

    /// <summary>Who was there and could not.</summary>
    public ItemUnseen[]? NotSeenBy { get; init; }

    /// <summary>The supervised person's items, in counts.</summary>
    public PersonHistory? History { get; init; }

    /// <summary>What was done with it, in order.</summary>
    public required ReviewStep[] Steps { get; init; }
}

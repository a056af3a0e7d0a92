namespace Interop.Protocol.ReviewApi;

/// <summary>Somebody who was in the conversation and could not see the message of an item (spec 07.9).</summary>
public sealed record ItemUnseen
{
    /// <summary>Label, or the id once the names are unmasked.</summary>
    public required string Who { get; init; }

    /// <summary>Why: the decision's code for them.</summary>
    public required string Code { get; init; }

    /// <summary>True: it waits for them.</summary>
    public bool? Waiting { get; init; }

    /// <summary>Until when it was to wait, when that was known.</summary>
    public string? HoldUntil { get; init; }
}

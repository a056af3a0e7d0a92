namespace Interop.Server.Evidence.Alarming;

/// <summary>Something that somebody must look at, and that stands until it is over.</summary>
/// <param name="Kind">One of <see cref="AlarmKinds"/>.</param>
/// <param name="Subject">Of what: at most one alarm of a kind and subject stands.</param>
/// <param name="Detail">One sentence for the operator; nothing of a message's content, no name of a person.</param>
/// <param name="Raised">Since when.</param>
/// <param name="Index">Its record; null until it is archived.</param>
internal sealed record Alarm(string Kind, string Subject, string Detail, DateTimeOffset Raised, long? Index = null)
{
    /// <summary>When it was over; null while it stands.</summary>
    public DateTimeOffset? Cleared { get; init; }

    /// <summary>The record of its end.</summary>
    public long? ClearedIndex { get; init; }
}

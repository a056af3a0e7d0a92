using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Storage;

/// <summary>One native id of an event in one native room.</summary>
/// <param name="Event">The event.</param>
/// <param name="Original">Of an edit the edited event, else the event itself.</param>
/// <param name="Sender">Native account that it was sent by.</param>
/// <param name="Key">Transaction key, of what the bridge sent.</param>
internal sealed record NativeIdRow(string Event, string Original, string Sender, string? Key)
{
    public EventId EventId => EventId.Parse(Event);

    public EventId OriginalId => EventId.Parse(Original);

    public bool IsEdit => Event != Original;
}

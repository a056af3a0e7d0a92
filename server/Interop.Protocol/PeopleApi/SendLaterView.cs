using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.PeopleApi;

/// <summary>Something that waits to be sent, or could not be.</summary>
/// <param name="Id">To change or cancel it by.</param>
/// <param name="SendAt">When.</param>
/// <param name="Room">Where.</param>
/// <param name="Event">What is to be sent; absent once it was refused.</param>
/// <param name="Code">Why it was refused when its time came.</param>
/// <param name="Detail">The same in a sentence.</param>
public sealed record SendLaterView(string Id, string SendAt, RoomId Room, EventDraft? Event = null, string? Code = null, string? Detail = null);

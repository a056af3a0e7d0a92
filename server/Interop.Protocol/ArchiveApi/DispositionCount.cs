namespace Interop.Protocol.ArchiveApi;

/// <param name="Class">The class whose maximum has come.</param>
/// <param name="Month">In which the records were archived, as 2026-11.</param>
/// <param name="Rooms">Kind of their rooms: direct or group; none of records without a room.</param>
/// <param name="Count">Records whose bodies would end.</param>
public sealed record DispositionCount(string Class, string Month, string Rooms, long Count);

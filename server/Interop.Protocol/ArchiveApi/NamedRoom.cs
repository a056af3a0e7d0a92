using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>A group room by its name (spec 08.14).</summary>
/// <param name="Room">Its id.</param>
/// <param name="Name">As it is now.</param>
public sealed record NamedRoom(RoomId Room, string Name);

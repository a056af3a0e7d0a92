namespace Interop.Protocol.ArchiveApi;

/// <summary>To which events a class of a schedule applies (spec 9.4): those that match every member that is there.</summary>
/// <param name="Groups">The sender or a participant of the room is in one of these groups.</param>
/// <param name="Networks">It came over one of these networks, or the room has a portal to one.</param>
/// <param name="Types">Its type is one of these.</param>
/// <param name="Labels">It has one of these labels.</param>
/// <param name="Rooms">Its room is one of these, by full id.</param>
public sealed record RetentionScope(string[]? Groups = null, string[]? Networks = null, string[]? Types = null, string[]? Labels = null, string[]? Rooms = null);

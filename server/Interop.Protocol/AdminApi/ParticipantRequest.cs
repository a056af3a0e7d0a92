using Interop.Protocol.Identifiers;

namespace Interop.Protocol.AdminApi;

/// <summary>Adds a user to a room as the administrator.</summary>
public sealed record ParticipantRequest(UserId User, string Role = "member");

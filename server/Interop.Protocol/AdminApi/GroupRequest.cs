using Interop.Protocol.Identifiers;

namespace Interop.Protocol.AdminApi;

/// <summary>The members of a group; replaces the earlier list.</summary>
public sealed record GroupRequest(UserId[] Members);

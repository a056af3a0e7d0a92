namespace Interop.Protocol.AdminApi;

/// <param name="Kind">work, personal or service.</param>
/// <param name="User">Local part of the user id.</param>
/// <param name="DisplayName">For people; the account's when absent.</param>
public sealed record PersonaRequest(string Kind, string User, string? DisplayName = null);

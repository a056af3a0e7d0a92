namespace Interop.Protocol.AdminApi;

/// <summary>An employee's own account on a network, linked to the work persona.</summary>
public sealed record LinkRequest(string Account);

namespace Interop.Protocol.AdminApi;

/// <summary>Turns the one-time secret that the server wrote at first start into the first administrator's token.</summary>
public sealed record BootstrapRequest(string Secret, string Account = "admin");

namespace Interop.Protocol.FederationApi;

/// <summary>What a user has asked for and is asked for, the last step of each, newest first.</summary>
public sealed record ConsentList(ConsentMessage[] Consents);

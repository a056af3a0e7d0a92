using Interop.Protocol.Identifiers;

namespace Interop.Protocol.PeopleApi;

/// <summary>Whether somebody may be disturbed now: for those who may write to the person, and no more than that.</summary>
/// <param name="User">Who.</param>
/// <param name="DisplayName">How the person is called.</param>
/// <param name="Open">False: what is written now waits.</param>
public sealed record Reachable(UserId User, string DisplayName, bool Open);

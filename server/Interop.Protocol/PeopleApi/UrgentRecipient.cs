using Interop.Protocol.Identifiers;

namespace Interop.Protocol.PeopleApi;

/// <summary>For whom an urgent message waits.</summary>
/// <param name="User">Who.</param>
/// <param name="DisplayName">How the person is called.</param>
public sealed record UrgentRecipient(UserId User, string DisplayName);

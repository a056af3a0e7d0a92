using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Native;

/// <summary>A foreign user shown on this network.</summary>
/// <param name="User">The user.</param>
/// <param name="Address">Whom the account name says.</param>
/// <param name="Account">The native account.</param>
/// <param name="DisplayName">For people; the connector may have to fold it to what the network allows.</param>
public sealed record Ghost(UserId User, GhostAddress Address, NativeUserId Account, string DisplayName);

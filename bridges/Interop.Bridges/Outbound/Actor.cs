using Interop.Bridges.Native;

namespace Interop.Bridges.Outbound;

/// <summary>The native account that acts for an author.</summary>
internal sealed record Actor(NativeUserId Account, SenderKind Kind, string Name);

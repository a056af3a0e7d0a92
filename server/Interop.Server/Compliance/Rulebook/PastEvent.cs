using Interop.Server.Compliance.Policies;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>An archived event as policies would have seen it.</summary>
/// <param name="Index">Of its record.</param>
/// <param name="Day">UTC, yyyy-MM-dd.</param>
/// <param name="Input">Null when it cannot be judged any more: its body is gone, sealed or damaged.</param>
internal readonly record struct PastEvent(long Index, string Day, PolicyInput? Input);

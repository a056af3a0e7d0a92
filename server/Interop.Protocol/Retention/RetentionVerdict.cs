using System.Runtime.InteropServices;

namespace Interop.Protocol.Retention;

/// <summary>Whether a body ends now (spec 9.5).</summary>
/// <param name="Ends">It does.</param>
/// <param name="Reason">What decides: hold, minimum, erasure, maximum, or nothing.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RetentionVerdict(bool Ends, string Reason);

using System.Runtime.InteropServices;

namespace Interop.Server.Compliance.Policies;

/// <summary>On which side of which barrier somebody stands.</summary>
/// <param name="Barrier">Number of the barrier within its <see cref="BarrierMap"/>.</param>
/// <param name="Side">Number of the group within the barrier.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BarrierSide(int Barrier, int Side);

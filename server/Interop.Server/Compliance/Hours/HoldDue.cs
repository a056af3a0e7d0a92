using System.Runtime.InteropServices;
using NodaTime;

namespace Interop.Server.Compliance.Hours;

/// <summary>When what is held for a person is due.</summary>
/// <param name="Opens">The moment that the sender is told as <c>holdUntil</c>; null when no opening is in sight.</param>
/// <param name="LookAgain">When to look at the calendar again: at the opening, or when the look-ahead has run out.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HoldDue(Instant? Opens, Instant LookAgain);

namespace Interop.Bridges.Native;

/// <summary>A span of time by the network's clock.</summary>
/// <param name="From">The first instant in it.</param>
/// <param name="To">The first instant after it.</param>
public sealed record NativeSpan(DateTimeOffset From, DateTimeOffset To);

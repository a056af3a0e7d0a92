namespace Interop.Cli.Tests.Spec.Browsing;

/// <summary>How somebody looks at a page.</summary>
/// <param name="Width">Of the window, in pixels.</param>
/// <param name="IsDark">The system asks for dark colours.</param>
/// <param name="IsCalm">The system asks for less motion; with it pages scroll at once, which tests can wait for.</param>
internal sealed record Look(int Width = 1440, bool IsDark = false, bool IsCalm = true);

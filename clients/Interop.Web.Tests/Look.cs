namespace Interop.Web.Tests;

/// <summary>How somebody looks at a page.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="IsDark">The system asks for dark colours.</param>
public sealed record Look(int Width = 1440, bool IsDark = false)
{
    public static readonly Look Phone = new(360);

    public int Height => Width < 700 ? 780 : 900;
}

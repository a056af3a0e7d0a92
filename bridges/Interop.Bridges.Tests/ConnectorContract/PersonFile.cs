namespace Interop.Bridges.Tests.ConnectorContract;

/// <summary>A file that somebody sends or is shown.</summary>
/// <param name="Name">As the client shows it.</param>
/// <param name="ContentType">As the sender says.</param>
/// <param name="Octets">What is in it.</param>
public sealed record PersonFile(string Name, string ContentType, byte[] Octets)
{
    /// <summary>A picture of one red pixel.</summary>
    public static PersonFile Picture { get; } = new("red pixel.png", "image/png", Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="));

    /// <summary>A text of so many octets, which no client shows as a picture.</summary>
    public static PersonFile Plain(int octets, string name = "clause 7.txt") =>
        new(name, "text/plain", [.. Enumerable.Range(0, octets).Select(n => (byte)('a' + (n % 26)))]);
}

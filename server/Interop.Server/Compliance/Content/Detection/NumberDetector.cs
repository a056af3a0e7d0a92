namespace Interop.Server.Compliance.Content.Detection;

/// <summary>A kind of number that can be found by its form and its check digits.</summary>
/// <param name="Name">As settings and records have it.</param>
/// <param name="Lengths">How many characters it has, longest first.</param>
/// <param name="HasLetters">Letters may be among them.</param>
/// <param name="Holds">Form and check digits.</param>
internal sealed record NumberDetector(string Name, int[] Lengths, bool HasLetters, NumberCheck Holds)
{
    /// <summary>Words of which one must stand near it, unless it is written in a way that says enough; empty when form and check digits say enough.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>Written so, no word is needed beside it.</summary>
    public NumberCheck? SpeaksForItself { get; init; }
}

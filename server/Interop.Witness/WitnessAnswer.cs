namespace Interop.Witness;

/// <summary>What is answered.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Body">Signature lines, a size, or a reason.</param>
/// <param name="MediaType">Of the body.</param>
internal sealed record WitnessAnswer(int Status, string Body, string MediaType = "text/plain");

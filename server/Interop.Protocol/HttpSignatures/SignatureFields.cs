namespace Interop.Protocol.HttpSignatures;

/// <summary>What is added to a message that was signed.</summary>
/// <param name="Input">Value of Signature-Input.</param>
/// <param name="Signature">Value of Signature.</param>
public sealed record SignatureFields(string Input, string Signature)
{
    /// <summary>Lower-case name of the field with the components and parameters.</summary>
    public const string InputName = "signature-input";

    /// <summary>Lower-case name of the field with the signature.</summary>
    public const string SignatureName = "signature";
}

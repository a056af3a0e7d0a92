namespace Interop.Protocol.Decisions;

/// <summary>What is wrong with a request or event: an answer, not an exception.</summary>
/// <param name="Code">How to answer.</param>
/// <param name="Detail">What is wrong and where, without quoting content.</param>
public sealed record Fault(DecisionCode Code, string Detail)
{
    internal static Fault Malformed(string detail) => new(DecisionCodes.Malformed, detail);

    internal static Fault TooLarge(string detail) => new(DecisionCodes.TooLarge, detail);
}

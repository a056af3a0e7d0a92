namespace Interop.Protocol.Decisions;

/// <summary>A decision on an event: class.subject.detail (spec 07, registry in spec/errors.md).</summary>
/// <param name="Code">Such as 2.1.1; an unknown code is treated by its first digit.</param>
/// <param name="Status">HTTP status that carries it.</param>
/// <param name="Name">Such as held-delivery-hours.</param>
/// <param name="Meaning">One sentence: what happened and what to do.</param>
public sealed record DecisionCode(string Code, int Status, string Name, string Meaning)
{
    /// <summary>The RFC 9457 problem type.</summary>
    public string ProblemType => $"urn:ocip:code:{Code}";

    /// <summary>2: goes on; 4: try again; 5: final.</summary>
    public char Class => Code[0];
}

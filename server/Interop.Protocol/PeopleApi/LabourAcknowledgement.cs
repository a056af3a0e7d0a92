namespace Interop.Protocol.PeopleApi;

/// <summary>What a person says to the own figures of a month.</summary>
/// <param name="Month">yyyy-MM.</param>
/// <param name="Agreed">Whether they are right.</param>
/// <param name="Note">In the person's words, at most 1,000 characters.</param>
public sealed record LabourAcknowledgement(string Month, bool Agreed, string? Note = null);

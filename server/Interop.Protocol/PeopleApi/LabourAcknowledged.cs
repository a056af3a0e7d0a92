namespace Interop.Protocol.PeopleApi;

/// <summary>That the person has seen the own figures, as they were then.</summary>
/// <param name="At">When.</param>
/// <param name="Agreed">False: the person says that they are not right.</param>
/// <param name="Held">As shown then.</param>
/// <param name="Overrides">As shown then.</param>
/// <param name="Sent">As shown then.</param>
/// <param name="Minutes">As shown then.</param>
public sealed record LabourAcknowledged(string At, bool Agreed, long Held, long Overrides, long Sent, long Minutes);

namespace Interop.Protocol.PeopleApi;

/// <summary>How often on a day something was refused because it went across personas. Nothing else of it is kept (spec 10.1).</summary>
/// <param name="Day">yyyy-MM-dd, UTC.</param>
/// <param name="Count">How often.</param>
public sealed record PersonaRefusalCount(string Day, long Count);

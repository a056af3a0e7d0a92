namespace Interop.Protocol.Events;

/// <summary>How long the origin of an event asks others to keep it (spec 9.2). A member of the header: signed, and part of the event's id.</summary>
/// <param name="Class">The class in the origin's schedule.</param>
/// <param name="MinUntil">Keep the body at least until then; null asks for no minimum.</param>
/// <param name="MaxUntil">Do not keep the body after that; null asks for no maximum.</param>
/// <param name="Jurisdiction">Whose law asks for it: 1 to 8 codes of ISO 3166.</param>
/// <param name="Basis">The rule that asks for it, at most 128 octets; it names no person.</param>
public sealed record EventRetention(string Class, string? MinUntil = null, string? MaxUntil = null, string[]? Jurisdiction = null, string? Basis = null);

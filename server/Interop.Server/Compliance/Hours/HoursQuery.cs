using NodaTime;

namespace Interop.Server.Compliance.Hours;

/// <summary>Of whom it is asked whether they may be disturbed.</summary>
/// <param name="Group">Members of this group only; null for all.</param>
/// <param name="Place">Those of this place only; null for all.</param>
/// <param name="Name">Those in whose name, account or id this stands, without case and marks; null for all.</param>
/// <param name="At">The moment.</param>
/// <param name="After">Row of the last person of the page before.</param>
/// <param name="Limit">People at most.</param>
internal sealed record HoursQuery(string? Group, string? Place, string? Name, Instant At, long After, int Limit);

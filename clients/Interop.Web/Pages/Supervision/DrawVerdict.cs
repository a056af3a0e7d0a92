namespace Interop.Web.Pages.Supervision;

/// <summary>What came of drawing a sample again.</summary>
/// <param name="IsSame">Seed, terms and records give what was drawn.</param>
/// <param name="Words">In a sentence.</param>
/// <param name="Drawn">Indexes that are drawn now.</param>
internal sealed record DrawVerdict(bool IsSame, string Words, IReadOnlyList<long> Drawn);

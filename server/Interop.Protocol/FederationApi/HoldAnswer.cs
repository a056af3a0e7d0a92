using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>What a provider answers to a directive (spec 9.7).</summary>
/// <param name="Id">Of the directive.</param>
/// <param name="Answer">placed, refused, notFound or released.</param>
/// <param name="At">When it took effect.</param>
/// <param name="Code">Of refused: why; of notFound 5.5.4.</param>
/// <param name="Detail">One sentence.</param>
public sealed record HoldAnswer(TransactionId Id, string Answer, string At, string? Code = null, string? Detail = null)
{
    public const string Placed = "placed";
    public const string Refused = "refused";
    public const string NotFound = "notFound";
    public const string Released = "released";
}

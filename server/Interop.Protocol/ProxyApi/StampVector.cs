using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ProxyApi;

/// <summary>What several stamps say of one recipient (spec 07): the strictest counts, and recipients do not affect each other.</summary>
public static class StampVector
{
    /// <summary>The strictest that any of the stamps says of this recipient; null when all let it be delivered now.</summary>
    public static RecipientResult? Of(IEnumerable<Stamp> stamps, UserId recipient)
    {
        ArgumentNullException.ThrowIfNull(stamps);
        RecipientResult? strictest = null;
        foreach (var stamp in stamps)
        {
            var said = stamp.Code.StartsWith('5')
                ? new RecipientResult(recipient, stamp.Code)
                : Array.Find(stamp.Recipients ?? [], r => r.User == recipient);
            if (said is not null && (strictest is null || IsStricter(said, strictest)))
                strictest = said;
        }
        return strictest;
    }

    /// <summary>Block before notice, before quarantine, before hold; of two holds the later end, and one without an end is the latest.</summary>
    public static bool IsStricter(RecipientResult one, RecipientResult other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var (rank, otherRank) = (RankOf(one.Code), RankOf(other.Code));
        if (rank != otherRank)
            return rank > otherRank;
        // Times of one form compare as texts.
        return one.HoldUntil is null ? other.HoldUntil is not null : other.HoldUntil is not null && string.CompareOrdinal(one.HoldUntil, other.HoldUntil) > 0;
    }

    /// <summary>A code that is not known ranks by its first digit; one that lets something wait ranks as a review.</summary>
    private static int RankOf(string code) => code switch
    {
        "2.0.0" or "2.0.2" or "2.0.3" => 0,
        "2.1.1" or "2.1.4" => 1,
        "2.0.1" => 3,
        _ => code.StartsWith('2') ? 2 : 4,
    };
}

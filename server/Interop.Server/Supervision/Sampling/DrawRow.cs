using Interop.Protocol.ReviewApi;

namespace Interop.Server.Supervision.Sampling;

/// <summary>A row of supervision_draws.</summary>
internal sealed class DrawRow
{
    public const string Columns = "plan, day, document, seed, commitment, committed, committed_at AS CommittedAt, late, record, first, next, population, drawn, digest";

    public string Plan { get; init; } = "";

    public string Day { get; init; } = "";

    /// <summary>The terms, as they are in the record of the commitment.</summary>
    public string Document { get; init; } = "";

    /// <summary>Wrapped.</summary>
    public byte[] Seed { get; init; } = [];

    public string Commitment { get; init; } = "";

    public long Committed { get; init; }

    public string CommittedAt { get; init; } = "";

    public bool Late { get; init; }

    /// <summary>Index of the record of the draw; null until then.</summary>
    public long? Record { get; init; }

    public long? First { get; init; }

    public long? Next { get; init; }

    public long? Population { get; init; }

    public long? Drawn { get; init; }

    public string? Digest { get; init; }

    /// <param name="seed">Told once it was drawn; null before.</param>
    public SamplingDraw View(string? seed) => new()
    {
        Plan = Plan, Date = Day, Commitment = Commitment, Committed = Committed, CommittedAt = CommittedAt, Late = Late ? true : null, Seed = seed, Record = Record,
        First = First, Next = Next, Population = Population, Drawn = Drawn, Digest = Digest,
    };
}

using Interop.Cli.Verification.Outside;

namespace Interop.Cli.Verification;

/// <summary>What a verification found. Without a fault everything that was counted is as it was signed.</summary>
/// <param name="Fault">The first fault in one sentence, or null.</param>
/// <param name="Log">Name of the log.</param>
/// <param name="Records">Leaves.</param>
/// <param name="Root">Of the whole tree.</param>
/// <param name="Batches">Signed group commits.</param>
/// <param name="Tiles">Complete tiles.</param>
/// <param name="Checkpoints">Signed heads that are kept.</param>
/// <param name="Rooms">Hash chains.</param>
internal sealed record VerificationReport(
    string? Fault, string Log, long Records, byte[] Root, long Batches, long Tiles, long Checkpoints, long Rooms)
{
    /// <summary>Events of federated rooms whose signatures by others were looked at.</summary>
    public long Attested { get; init; }

    /// <summary>Records that prove a fork.</summary>
    public long Forks { get; init; }

    /// <summary>Records whose content no key was there to open: place, form and proofs were looked at.</summary>
    public long Closed { get; init; }

    /// <summary>Records of kinds that this verifier does not know.</summary>
    public long Unknown { get; init; }

    /// <summary>Providers that signed something and whose keys were not given.</summary>
    public IReadOnlyCollection<string> Unpinned { get; init; } = [];

    /// <summary>Signatures of pinned witnesses under checkpoints.</summary>
    public long Witnessed { get; init; }

    /// <summary>Records under the largest of these.</summary>
    public long WitnessedSize { get; init; }

    /// <summary>Who besides has signed heads of the log: witnesses of C2SP, time-stamp authorities.</summary>
    public OutsideSigned Outside { get; init; } = new();

    /// <summary>Files of events that were compared with their digests.</summary>
    public long Files { get; init; }

    /// <summary>Files of events that the folder given does not have with it.</summary>
    public long FilesNotLookedAt { get; init; }

    /// <summary>Bodies that have ended under a disposition.</summary>
    public long Ended { get; init; }

    /// <summary>Dispositions that are done.</summary>
    public long Dispositions { get; init; }

    public static VerificationReport Of(string fault) => new(fault, "", 0, [], 0, 0, 0, 0);
}

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Interop.Server.Storage;

/// <summary>
/// Named places in the durable steps at which tests make the process die or the step fail. Off unless the server was started
/// with --fault, which a production configuration refuses (see ServerOptions).
/// </summary>
internal sealed class FaultPoints
{
    /// <summary>The group commit is written but not committed: nothing of it may be seen after a restart.</summary>
    public const string CommitBefore = "archive.commit.before";

    /// <summary>Committed, nobody was told: everything of it must be delivered after a restart, and a repeat answered the same.</summary>
    public const string CommitAfter = "archive.commit.after";

    /// <summary>The commit fails without a crash, as on a full disk: 4.1.0, nothing delivered, the server lives.</summary>
    public const string CommitError = "archive.commit.error";

    /// <summary>Delivered to live streams, submitters not answered.</summary>
    public const string PublishAfter = "delivery.publish.after";

    /// <summary>A frame was handed to a stream but its receiver has not acknowledged.</summary>
    public const string StreamAfter = "outbound.frame.after";

    /// <summary>A release was decided but not committed.</summary>
    public const string ReleaseBefore = "holds.release.before";

    /// <summary>A release is committed, nobody was told.</summary>
    public const string ReleaseAfter = "holds.release.after";

    /// <summary>An event was put in the inbox (2.1.0) and the sender not answered.</summary>
    public const string InboxAfter = "inbox.append.after";

    /// <summary>An event of the inbox was decided but its row is not closed.</summary>
    public const string InboxBeforeClose = "inbox.close.before";

    /// <summary>A policy cannot answer (not a crash): the failure policy decides.</summary>
    public const string PolicyUnavailable = "compliance.unavailable";

    /// <summary>What was to be sent later is sent, and its row still waits: it is sent again under the same transaction id.</summary>
    public const string SendLaterAfter = "later.send.after";

    /// <summary>An acknowledged cursor was committed, the receiver not answered.</summary>
    public const string AckAfter = "cursor.ack.after";

    /// <summary>A transaction to a peer is composed and not sent: it is sent after a restart.</summary>
    public const string SendBefore = "outbox.send.before";

    /// <summary>The peer has answered and nothing of it is known here: after a restart the same is sent again, and answered as before.</summary>
    public const string SendAfter = "outbox.send.after";

    /// <summary>What the peer answered is acted on, and the rows still wait: they are sent once more.</summary>
    public const string SentBeforeMark = "outbox.mark.before";

    /// <summary>The first record of a disposition is durable, no body has ended: it is completed after a restart.</summary>
    public const string DispositionBegun = "disposition.begun.after";

    /// <summary>Some of a disposition's bodies have ended: the others follow after a restart.</summary>
    public const string DispositionBodies = "disposition.bodies.after";

    /// <summary>All bodies of a disposition have ended and no record says so: it comes after a restart.</summary>
    public const string DispositionDone = "disposition.done.before";

    /// <summary>Some groups are wrapped by the new key-encryption key, and others by the old one: all are readable, and the rest follows.</summary>
    public const string RewrapSlice = "encryption.rewrap.slice";

    /// <summary>A legal hold and its record are written and not committed: there is no hold after a restart, and who asks again places it.</summary>
    public const string HoldPlaceBefore = "hold.place.before";

    /// <summary>A legal hold is in force and nobody was told: who asks again with its id is told of this one.</summary>
    public const string HoldPlaceAfter = "hold.place.after";

    /// <summary>A hold's release and its record are written and not committed: after a restart it is in force, and keeps what it kept.</summary>
    public const string HoldReleaseBefore = "hold.release.before";

    /// <summary>A hold is released and nobody was told: who asks again is told that it is released.</summary>
    public const string HoldReleaseAfter = "hold.release.after";

    /// <summary>A directive of a legal hold goes to a peer; it is on disk and goes after a restart.</summary>
    public const string HoldSendBefore = "hold.send.before";

    /// <summary>The peer has answered a directive, and nothing of it is known here: after a restart it is asked again, and answers as before.</summary>
    public const string HoldSendAfter = "hold.send.after";

    /// <summary>A step of the search index is done, or some of its partitions are written: it goes on after a restart with nothing twice and nothing missing.</summary>
    public const string IndexStep = "index.step.after";

    /// <summary>Partitions have the records and the catalog does not know.</summary>
    public const string IndexCatalog = "index.catalog.before";

    /// <summary>What has ended is out of one partition of the search index, and may be in others.</summary>
    public const string IndexForget = "index.forget.after";

    /// <summary>The bodies of an erasure have ended and no verdict says so: the verdicts come after a restart.</summary>
    public const string SubjectEnded = "subject.ended.after";

    /// <summary>The database is copied into a backup that has no manifest: there is no backup.</summary>
    public const string BackupCopied = "backup.copied.after";

    /// <summary>A backup's manifest is written and has not its name: there is no backup.</summary>
    public const string BackupBeforeName = "backup.named.before";

    /// <summary>A segment of an export is written, and nothing says so yet: it is written again after a restart.</summary>
    public const string ExportSegment = "export.segment";

    /// <summary>A package is complete and the archive does not say so yet: it is packed again after a restart.</summary>
    public const string ExportDone = "export.done.before";

    /// <summary>The disk has no room for an export (not a crash): it fails, what was written of it goes, and the server lives.</summary>
    public const string ExportSpace = "export.space";

    /// <summary>An export waits behind one of its phases (not a crash) until a body ends that it may have: it begins anew, and does not wait again.</summary>
    public const string ExportHeld = "export.held";

    public static readonly IReadOnlyList<string> All =
    [
        CommitBefore, CommitAfter, CommitError, PublishAfter, StreamAfter, ReleaseBefore, ReleaseAfter, InboxAfter, InboxBeforeClose,
        PolicyUnavailable, SendLaterAfter, AckAfter, SendBefore, SendAfter, SentBeforeMark, DispositionBegun, DispositionBodies, DispositionDone, RewrapSlice,
        HoldPlaceBefore, HoldPlaceAfter, HoldReleaseBefore, HoldReleaseAfter, HoldSendBefore, HoldSendAfter, SubjectEnded,
        IndexStep, IndexCatalog, IndexForget,
        BackupCopied, BackupBeforeName,
        ExportSegment, ExportDone, ExportSpace, ExportHeld,
    ];

    private readonly Dictionary<string, StrongBox<int>> countdowns = new(StringComparer.Ordinal);

    /// <param name="faults">NAME or NAME:N, to strike at the N-th time; several with commas; null for none.</param>
    /// <exception cref="FormatException">An unknown name, or no number.</exception>
    public FaultPoints(string? faults)
    {
        foreach (var fault in faults?.Split(',') ?? [])
        {
            var parts = fault.Split(':');
            var count = 1;
            if (!All.Contains(parts[0]))
                throw new FormatException($"--fault: unknown point '{parts[0]}'; known: {string.Join(", ", All)}");
            if (parts.Length > 2 || (parts.Length == 2 && (!int.TryParse(parts[1], out count) || count < 1)))
                throw new FormatException($"--fault: '{fault}' is not NAME or NAME:N.");
            countdowns[parts[0]] = new StrongBox<int>(count);
        }
    }

    /// <summary>Dies here, as by kill -9, when this point is switched on and it is the N-th time.</summary>
    public void Crash(string name)
    {
        if (Countdown(name) != 0)
            return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.CurrentThread.Join();
    }

    /// <summary>True from the N-th time on when this point is switched on: the caller fails.</summary>
    public bool Fails(string name) => Countdown(name) < 1;

    private int Countdown(string name) =>
        countdowns.Count > 0 && countdowns.TryGetValue(name, out var countdown) ? Interlocked.Decrement(ref countdown.Value) : int.MaxValue;
}

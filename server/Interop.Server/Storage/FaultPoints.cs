using System.Diagnostics;

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

    /// <summary>An acknowledged cursor was committed, the receiver not answered.</summary>
    public const string AckAfter = "cursor.ack.after";

    public static readonly IReadOnlyList<string> All =
    [
        CommitBefore, CommitAfter, CommitError, PublishAfter, StreamAfter, ReleaseBefore, ReleaseAfter, InboxAfter, InboxBeforeClose,
        PolicyUnavailable, AckAfter,
    ];

    private readonly string? point;
    private int countdown;

    /// <param name="fault">NAME or NAME:N, to strike at the N-th time; null for none.</param>
    public FaultPoints(string? fault)
    {
        if (fault is null)
            return;
        var parts = fault.Split(':');
        point = parts[0];
        countdown = parts.Length > 1 ? int.Parse(parts[1]) : 1;
        if (!All.Contains(point))
            throw new FormatException($"unknown fault '{point}'; known: {string.Join(", ", All)}");
    }

    /// <summary>Dies here, as by kill -9, when this point is switched on.</summary>
    public void Crash(string name)
    {
        if (point is null || point != name || Interlocked.Decrement(ref countdown) != 0)
            return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.CurrentThread.Join();
    }

    /// <summary>True from the N-th time on when this point is switched on: the caller fails.</summary>
    public bool Fails(string name) => point is not null && point == name && Interlocked.Decrement(ref countdown) < 1;
}

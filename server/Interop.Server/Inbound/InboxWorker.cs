using System.Security.Cryptography;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Identity;
using Interop.Server.Pipeline;
using Interop.Server.Rooms;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Inbound;

/// <summary>Brings what waits in the inbox back into its rooms' queues, oldest first, with growing delays while it cannot be decided on.</summary>
internal sealed partial class InboxWorker(Inbox inbox, RoomDirectory rooms, UserDirectory users, TimeProvider time, ILogger<InboxWorker> logger) : BackgroundService
{
    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(5);
    private const int RowsMax = 500;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        var delay = DelayMin;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var waits = await TryAllAsync();
                delay = waits ? TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, DelayMax.Ticks)) : DelayMin;
                if (waits)
                    await Task.Delay(delay, time, stoppingToken);
                else
                    await inbox.WaitAsync(DelayMax, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>True when something still waits. A room stops at its first event that cannot be decided on: order before speed.</summary>
    private async Task<bool> TryAllAsync()
    {
        // Rooms do not wait for each other: what waits of many is decided on together.
        var rows = inbox.Waiting(RowsMax);
        var stuck = await Task.WhenAll(rows.GroupBy(r => r.RoomRow).Select(TryRoomAsync));
        return stuck.Contains(true);
    }

    /// <summary>True when something of this room still waits.</summary>
    private async Task<bool> TryRoomAsync(IEnumerable<InboxRow> waiting)
    {
        foreach (var row in waiting)
        {
            var context = ContextOf(row);
            if (!context.Room.Mailbox.TryPost(context))
                return true;
            var answer = await context.Answer;
            if (DecisionCodes.Find(answer.Code) is not { Class: '4' } && answer.Code != DecisionCodes.AcceptedArchivePending.Code)
                continue;
            LogStillWaiting(row.Id, answer.Code);
            return true;
        }
        return false;
    }

    private MessageContext ContextOf(InboxRow row)
    {
        var header = JsonSerializer.Deserialize(row.Header, OcipJson.Default.EventHeader)!;
        var body = JsonSerializer.Deserialize(row.Body, OcipJson.Default.EventBody)!;
        var sender = users.Get(row.SenderRow);
        MembershipState.TryRead(header.State, users, out var membership);
        var digest = SHA256.HashData(row.Header);
        return new MessageContext
        {
            Principal = new Principal("inbox", "inbox", [], sender, row.Network, null) { SubmitterId = row.Submitter },
            Transaction = new Guid(row.Transaction, bigEndian: true),
            Ordinal = row.Ordinal,
            DraftDigest = row.DraftDigest,
            Sender = sender,
            Room = rooms.Get(row.RoomRow),
            Draft = new EventDraft
            {
                Room = header.Room, Type = header.Type, Content = body.Content, Relates = header.Relates, State = header.State, Labels = header.Labels,
                Created = header.Created, Provenance = body.Provenance,
            },
            HeaderFields = header,
            Membership = header.Type == EventTypes.Membership ? membership : null,
            Header = row.Header,
            EventDigest = digest,
            EventId = EventId.Of(digest),
            Body = row.Body,
            InboxRow = row.Id,
            // Nobody else's come this far (see AuthorizeSender).
            Internal = header.Type == EventTypes.Supervision,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event in inbox row {Row} still cannot be decided on ({Code}); it is kept and tried again")]
    private partial void LogStillWaiting(long row, string code);
}

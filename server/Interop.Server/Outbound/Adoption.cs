using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Outbound;

/// <summary>
/// Own events that were on their way to the hub of a room when this provider became its hub: they get their places here. A crash before
/// that leaves their rows in the outbox, and they are adopted at the next start.
/// </summary>
internal sealed class Adoption(ProviderName own, Outbox outbox, Database database, AppendLog log, FederatedEvents events, TimeProvider time)
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var rows = outbox.Waiting(own, [], Transmission.EventsMax);
            if (rows.Count == 0)
            {
                await outbox.WaitAsync(own, Idle, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
                continue;
            }
            foreach (var row in rows)
                await AdoptAsync(row);
        }
    }

    private async Task AdoptAsync(OutboxRow row)
    {
        var batches = new AttestationBuilder();
        if (database.Read(c => FederatedEventReader.Read(c, row.Leaf, batches)) is { } ev)
            await events.AdoptAsync(new FederationTransaction { Transaction = TransactionId.Create(time), Batches = [.. batches.Batches], Events = [ev] }, row.Leaf);
        await log.WriteAsync(c => Outbox.Delete(c, own, row));
    }
}

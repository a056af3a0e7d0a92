using Interop.Client;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ReviewApi;

namespace Interop.Cli.Demo.Firm.Work;

/// <summary>The second level: opens what was escalated, sees who wrote it, and decides.</summary>
internal sealed class FirmLead(OcipClient lead)
{
    private const int OfATurn = 2;

    public async Task TurnAsync(CancellationToken stop)
    {
        var page = await lead.Supervision.ItemsAsync([new("state", "escalated"), new("queue", "conduct"), new("limit", $"{OfATurn}")], stop: stop);
        foreach (var item in page.Items)
        {
            await lead.Supervision.ItemAsync(item.Id, stop);
            await lead.Supervision.ActAsync(Action("unmask", item.Id) with { Why = "Escalated to me; I have to know who it is." }, stop);
            await lead.Supervision.ActAsync(Action("claim", item.Id), stop);
            await lead.Supervision.ActAsync(Action("close", item.Id) with { Disposition = item.Id % 3 == 0 ? "nonCompliant" : "questionable", Text = "Spoke with the person and the desk head." }, stop);
        }
    }

    private static ReviewAction Action(string what, long item) => new() { Id = TransactionId.Create(TimeProvider.System), What = what, Items = [item] };
}

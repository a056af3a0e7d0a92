using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;

namespace Interop.Cli.Demo.Firm.Work;

/// <summary>Packages for others: the inquiry's for the authority, a week of one network for an auditor, a copy for a client-facing employee's own files.</summary>
internal sealed class FirmExports(FirmDesk desk, FirmPlan plan, FirmCases cases)
{
    /// <summary>Asked for; the server goes on with them, one after the other.</summary>
    public async Task<string[]> BeginAsync(DateTimeOffset now, CancellationToken stop)
    {
        var investigator = desk[FirmPost.Investigator].Archive;
        ExportRequest[] requests =
        [
            new("FX-2026-0114: for the authority", ["eml", "html"], new ExportScope { Case = cases.Inquiry.Value }),
            new("Sample of WhatsApp for the external auditor", ["csv"], new ExportScope { Networks = ["whatsapp"], From = WireTime.Format(now.AddDays(-14)), To = WireTime.Format(now.AddDays(-7)) }, Media: false),
            new("Copy of the own conversations", ["html"], new ExportScope { From = WireTime.Format(now.AddDays(-7)) }, ClientCopy: plan.People[0].User),
        ];
        var ids = new List<string>();
        foreach (var request in requests)
            ids.Add((await investigator.ExportAsync(request, stop)).Id);
        return [.. ids];
    }
}

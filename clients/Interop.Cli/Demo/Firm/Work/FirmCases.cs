using Interop.Client;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Cli.Demo.Firm.Work;

/// <summary>An inquiry, whose custodians' records are held; a dispute that was settled, its hold released and the case closed; a search of words that is held.</summary>
internal sealed class FirmCases(OcipClient investigator, FirmPlan plan, DateTimeOffset begin)
{
    private TransactionId settled;
    private TransactionId settledHold;

    /// <summary>The case that stays open; once opened.</summary>
    public TransactionId Inquiry { get; private set; }

    /// <summary>Whose records the inquiry is about.</summary>
    public FirmPerson[] Custodians => [.. plan.People.Where(p => p is { Group: "Trading", Office.Country: "GB" }).Take(3)];

    public async Task OpenInquiryAsync(CancellationToken stop)
    {
        UserId[] users = [.. Custodians.Select(p => p.User)];
        Inquiry = (await investigator.Preservation.OpenCaseAsync(new CaseRequest("Rates before the fixing", "FX-2026-0114", users), stop)).Case;
        await investigator.Preservation.PlaceAsync(
            new HoldRequest(Inquiry.Value, new HeldScope { Users = users, After = WireTime.Format(begin) }, "The authority asks for all records of the desk.", Review: WireTime.Format(begin.AddDays(90))), stop);
        await investigator.Preservation.PlaceAsync(new HoldRequest(Inquiry.Value, new HeldScope { Query = "fixing" }, "Whoever else speaks of it."), stop);
    }

    public async Task OpenDisputeAsync(CancellationToken stop)
    {
        var room = plan.Rooms.First(r => r.Client is not null);
        var custodian = plan.People[room.Members[0]];
        settled = (await investigator.Preservation.OpenCaseAsync(new CaseRequest($"Dispute with {room.Client!.DisplayName}", "COM-2026-0377", [custodian.User]), stop)).Case;
        settledHold = (await investigator.Preservation.PlaceAsync(new HoldRequest(settled.Value, new HeldScope { Rooms = [room.Room] }, "The client disputes two confirmations."), stop)).Hold;
    }

    public async Task SettleAsync(CancellationToken stop)
    {
        await investigator.Preservation.ReleaseAsync(settledHold.Value, new HoldRelease("Settled; the client has withdrawn the claim."), stop);
        await investigator.Preservation.CloseCaseAsync(settled.Value, stop);
    }
}

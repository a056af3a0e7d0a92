using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Demo.Firm.Work;

/// <summary>
/// Requests of people about themselves: access that was given; an erasure that a legal hold stands against; one that the retention of business records
/// puts off until its minimum lapses; one that waits for a second person.
/// </summary>
internal sealed class FirmRequests(FirmDesk desk, FirmCalls calls, FirmTraffic traffic, FirmCases cases)
{
    private const string Erasure = "EU GDPR 17(1)(b)";

    public async Task AccessAsync(CancellationToken stop)
    {
        var asking = traffic.Plan.People.First(p => p is { Group: "Research", Office.Country: "DE" });
        var request = await desk[FirmPost.Privacy].Privacy.TakeAsync(new SubjectRequest(SubjectRequest.Access, "EU GDPR 15(1)", asking.User), stop);
        // The records are handed over: that they were read is archived.
        using var records = await calls.SendAsync(desk.Token(FirmPost.Privacy), HttpMethod.Get, $"archive/subjects/{request.Request.Value}/records", null, stop);
    }

    /// <summary>Of a custodian: what the hold keeps stays.</summary>
    public async Task EraseHeldAsync(CancellationToken stop)
    {
        var request = await desk[FirmPost.Privacy].Privacy.TakeAsync(new SubjectRequest(SubjectRequest.Erasure, Erasure, cases.Custodians[0].User), stop);
        await desk[FirmPost.SecondPrivacy].Privacy.ApproveAsync(request.Request.Value, stop);
    }

    /// <summary>Of a client, who writes no more: due when the retention of the room's records lapses.</summary>
    public async Task EraseClientAsync(CancellationToken stop)
    {
        var room = traffic.Plan.Rooms.Last(r => r.Client is not null && traffic.LastIn(r) is not null);
        room.IsOver = true;
        var request = await desk[FirmPost.Privacy].Privacy.TakeAsync(new SubjectRequest(SubjectRequest.Erasure, Erasure, room.Client!.User), stop);
        await desk[FirmPost.SecondPrivacy].Privacy.ApproveAsync(request.Request.Value, stop);
    }

    public Task WaitAsync(CancellationToken stop) =>
        desk[FirmPost.Privacy].Privacy.TakeAsync(new SubjectRequest(SubjectRequest.Erasure, Erasure, traffic.Plan.People.First(p => p is { Group: "Sales", Office.Country: "ES" }).User), stop);
}

using Interop.Bridges.RealServers.NativeClients;

namespace Interop.Cli.Demo.Seats;

/// <summary>A Matrix user in a Matrix room.</summary>
internal sealed class MatrixSeat(string who, MatrixClient client, string room) : ISeat
{
    public string Who => who;

    public string Room => room;

    public IReadOnlyList<string> Texts =>
        [.. client.Events.All.Where(IsMessage).Select(e => e.NewBody ?? e.Body ?? "")];

    public async Task<Said> SayAsync(string text, string? html, CancellationToken cancel) => Of(await client.SendAsync(room, text, html, cancel: cancel), text);

    public async Task<Said> ReplyAsync(Heard target, string text, CancellationToken cancel) =>
        Of(await client.SendAsync(room, text, inReplyTo: target.Reference, cancel: cancel), text);

    public Task EditAsync(Said original, string text, CancellationToken cancel) => client.EditAsync(room, original.Id, text, cancel: cancel);

    public Task RetractAsync(Said original, CancellationToken cancel) => client.RedactAsync(room, original.Id, cancel);

    public async Task SendFileAsync(string name, string contentType, byte[] octets, CancellationToken cancel) =>
        await client.SendFileAsync(room, new MatrixFile(name, contentType, octets), cancel: cancel);

    public async Task<byte[]> HearFileAsync(string name, CancellationToken cancel)
    {
        var heard = await client.Events.WaitAsync(e => IsMessage(e) && e.FileName == name && e.FileAddress is not null, Limits.ArrivalMax, $"file {name} for {who}", cancel);
        return await client.DownloadAsync(heard.FileAddress!, cancel);
    }

    public async Task<Heard> HearAsync(Func<string, bool> fits, string what, CancellationToken cancel)
    {
        var heard = await client.Events.WaitAsync(e => IsMessage(e) && e.Replaces is null && e.Body is { } body && fits(body), Limits.ArrivalMax, $"{what} for {who}", cancel);
        return new Heard(heard.Id, heard.Id, heard.Sender, heard.Body!, heard.FormattedBody, heard.InReplyTo);
    }

    public Task HearEditAsync(Heard original, string text, CancellationToken cancel) =>
        client.Events.WaitAsync(e => IsMessage(e) && e.Replaces == original.Id && e.NewBody == text, Limits.ArrivalMax, $"edit to '{text}' for {who}", cancel);

    public Task HearRetractionAsync(Heard original, CancellationToken cancel) =>
        client.Events.WaitAsync(e => e.Room == room && e.Type == "m.room.redaction" && e.Redacts == original.Id, Limits.ArrivalMax, $"redaction for {who}", cancel);

    private bool IsMessage(MatrixEvent e) => e.Room == room && e.Type == "m.room.message" && e.Sender != client.UserId;

    private static Said Of(string id, string text) => new(id, id, text);
}

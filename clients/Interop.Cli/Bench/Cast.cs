using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Bench;

/// <summary>The people of a run, their tokens and rooms, made through the published API.</summary>
/// <param name="Senders">Token of each sender.</param>
/// <param name="Receivers">Token of each receiver; in a room the senders are the first of them.</param>
/// <param name="Rooms">Room of each sender.</param>
internal sealed record Cast(string[] Senders, string[] Receivers, RoomId[] Rooms)
{
    public static async Task<Cast> MakeAsync(OcipClient admin, BenchOptions options, CancellationToken stop)
    {
        // Another run on the same server takes other names.
        var run = Guid.CreateVersion7().ToString("N")[^8..];
        if (!options.IsRoom)
        {
            var senders = await PeopleAsync(admin, $"s{run}", options.Pairs, stop);
            var receivers = await PeopleAsync(admin, $"r{run}", options.Pairs, stop);
            var rooms = new RoomId[options.Pairs];
            for (var i = 0; i < rooms.Length; i++)
                rooms[i] = await OpenAsync(admin.Server, senders[i].Token, new CreateRoomRequest("direct", [receivers[i].User]), stop);
            return new([.. senders.Select(p => p.Token)], [.. receivers.Select(p => p.Token)], rooms);
        }
        var members = await PeopleAsync(admin, $"m{run}", options.Members, stop);
        var room = await OpenAsync(admin.Server, members[0].Token, new CreateRoomRequest("group", [.. members.Skip(1).Select(p => p.User)], "bench"), stop);
        return new(
            [.. members.Take(options.Senders).Select(p => p.Token)], [.. members.Select(p => p.Token)], [.. Enumerable.Repeat(room, options.Senders)]);
    }

    /// <summary>New employees who have acknowledged the supervision, each with a client's token.</summary>
    public static async Task<(UserId User, string Token)[]> PeopleAsync(OcipClient admin, string prefix, int count, CancellationToken stop)
    {
        var people = new (UserId, string)[count];
        for (var i = 0; i < count; i++)
        {
            var name = $"{prefix}x{i}";
            var account = await admin.Admin.CreateAccountAsync(new AccountRequest(name, name, [new PersonaRequest("work", name)]), stop);
            var user = account.Personas[0].User;
            var token = (await admin.Admin.CreateTokenAsync(name, new TokenRequest(["client"], user), stop)).Token;
            using var client = new OcipClient(admin.Server, token);
            await client.AcknowledgeAsync(await client.SupervisionAsync(stop: stop), stop);
            people[i] = (user, token);
        }
        return people;
    }

    private static async Task<RoomId> OpenAsync(Uri server, string token, CreateRoomRequest request, CancellationToken stop)
    {
        using var client = new OcipClient(server, token);
        return (await client.CreateRoomAsync(request, stop)).Room;
    }
}

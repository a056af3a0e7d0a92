using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Interop.Cli.Generating;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Cli.Bench.Archive;

/// <summary>Makes a population at a server, through the published API: accounts, groups, hours, rooms, and a bridge with outsiders.</summary>
internal sealed class Hiring(Side side, Population population, TrafficClock clock)
{
    public const string Network = "matrix";
    private const int HoursOfEvery = 40;
    private const int AtOnce = 8;
    private static readonly string[] WorkingDays = ["mon", "tue", "wed", "thu", "fri"];

    public async Task<FilledArchive> HireAsync(ulong seed, string adminToken, CancellationToken stop)
    {
        var people = new (UserId User, string Token)[population.LanguageOf.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };
        await Parallel.ForAsync(0, people.Length, parallel, async (n, token) => people[n] = (await Cast.PeopleAsync(side.Admin, $"p{n}", 1, token))[0]);
        foreach (var (n, team) in population.Teams.Index())
            await side.Admin.Admin.SetGroupAsync($"team-{n}", new GroupRequest([.. team.Select(person => people[person].User)]), stop);
        for (var person = 0; person < people.Length; person += HoursOfEvery)
            await side.Admin.Admin.SetHoursAsync(people[person].User, new DeliveryHours { Zone = "Etc/UTC", Weekly = [new WeeklyHours(WorkingDays, "08:00", "18:00")] }, stop);
        var rooms = new RoomId[population.Rooms.Length];
        await Parallel.ForAsync(0, rooms.Length, parallel, async (n, token) => rooms[n] = await OpenAsync(n, people, token));
        var bridgeToken = (await side.Admin.Admin.RegisterBridgeAsync(new BridgeRequest(Network), stop)).Token;
        var outsiders = await OutsidersAsync(bridgeToken, people, stop);
        return new FilledArchive
        {
            Seed = seed, People = people.Length, Messages = 0, Runs = 0, Clock = clock.Now, AdminToken = adminToken, BridgeToken = bridgeToken,
            Tokens = [.. people.Select(p => p.Token)], Users = [.. people.Select(p => p.User.Value)], Rooms = [.. rooms.Select(r => r.Value)], Outsiders = outsiders,
        };
    }

    private async Task<RoomId> OpenAsync(int number, (UserId User, string Token)[] people, CancellationToken stop)
    {
        var members = population.Rooms[number];
        using var client = new OcipClient(side.Server.Address, people[members[0]].Token);
        UserId[] others = [.. members.Skip(1).Select(m => people[m].User)];
        return (await client.CreateRoomAsync(others.Length == 1 ? new CreateRoomRequest("direct", others) : new CreateRoomRequest("group", others, $"Room {number}"), stop)).Room;
    }

    private async Task<FilledArchive.Outsider[]> OutsidersAsync(string token, (UserId User, string Token)[] people, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = new Uri(side.Server.Address, "/ocip/v1/bridge/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var notice = (await http.GetFromJsonAsync(new Uri("notice", UriKind.Relative), OcipJson.Default.NoticeText, stop))!;
        var digest = Base64UrlText.Of(SHA256.HashData(Encoding.UTF8.GetBytes(notice.Texts["en"])));
        var outsiders = new FilledArchive.Outsider[population.Outsiders.Length];
        foreach (var (n, employee) in population.Outsiders.Index())
        {
            var account = $"@guest{n}:partner.example";
            var user = await SendAsync(http, HttpMethod.Put, "contacts", new ContactRequest(Network, account, $"Guest {n}"), OcipJson.Default.ContactRequest, OcipJson.Default.UserView, stop);
            var room = await SendAsync(http, HttpMethod.Put, "rooms/direct", new DirectRoomRequest(user.User, people[employee].User), OcipJson.Default.DirectRoomRequest, OcipJson.Default.RoomView, stop);
            var told = new NoticePosted(room.Room, [user.User], notice.Version, "en", digest, $"$notice{n}", WireTime.Format(clock.Now));
            using var answer = await http.PostAsJsonAsync(new Uri("notices", UriKind.Relative), told, OcipJson.Default.NoticePosted, stop);
            answer.EnsureSuccessStatusCode();
            outsiders[n] = new(user.User.Value, account, room.Room.Value);
        }
        return outsiders;
    }

    private static async Task<TAnswer> SendAsync<TBody, TAnswer>(
        HttpClient http, HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> type, JsonTypeInfo<TAnswer> answerType, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, type) };
        using var answer = await http.SendAsync(request, stop);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync(answerType, stop))!;
    }
}

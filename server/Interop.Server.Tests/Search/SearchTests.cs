using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Search;

/// <summary>What people said is found by its words (spec 08).</summary>
public sealed class SearchTests(SearchScene world) : IClassFixture<SearchScene>
{
    private static readonly (string Text, string[] Found, string[] NotFound)[] Languages =
    [
        ("Please look at clause 7 of Müller's contract before you sign.", ["clause", "CLAUSE 7", "muller", "Müllers OR müller", "\"clause 7\"", "contr*", "clause NEAR/4 contract", "sign NOT draft"], ["\"7 clause\"", "clauses", "clause NOT sign", "clause NEAR/3 contract"]),
        ("Überweisung von 1.234,56 € an die Straße „Am Fluß“", ["uberweisung", "strasse", "\"am fluss\"", "1234,56", "1.234,56", "123456"], ["fluss NOT strasse"]),
        ("L’avion décolle à 18h, réf. DE89 3704 0044 0532 0130 00", ["avion", "decolle", "DE89370400440532013000", "\"DE89 3704\""], ["DE88370400440532013000"]),
        ("Подпишите договор до пятницы, Алёна", ["договор", "ПОДПИШИТЕ", "алена", "догов*"], ["договоры"]),
        ("请在签字之前看一下合同第七条", ["合同", "签字", "看一下", "\"第七条\"", "合同 签字", "同"], ["合签", "条第"]),
        ("契約書の第７条をご確認ください。ガイドラインはこちら", ["契約書", "確認", "第7条", "ガイド", "ください"], ["カイド", "書契"]),
        ("계약서 제7조를 확인해 주세요", ["계약", "계약서", "확인", "확인해"], ["서계"]),
        ("يُرجى مراجعة العقد قبل التوقيع، رقم ١٢٣", ["العقد", "مراجعة", "مراجعه", "123", "يرجى"], ["عقود"]),
        ("กรุณาตรวจสอบสัญญาก่อนลงนาม", ["สัญญา", "ตรวจสอบ", "ลงนาม"], ["ญญาส"]),
        ("אנא בדקו את החוזה לפני החתימה", ["החוזה", "החתימה"], ["חוזים"]),
        ("Mail @bob_smith at bob.smith@partner.example or https://example.org/path?id=42 💰", ["@bob_smith", "bob.smith@partner.example", "partner.example", "https://example.org/path", "example.org", "💰"], ["smith@example", "💵"]),
    ];

    public static TheoryData<int, string, bool> Cases()
    {
        var data = new TheoryData<int, string, bool>();
        foreach (var (n, language) in Languages.Index())
        {
            foreach (var question in language.Found)
                data.Add(n, question, true);
            foreach (var question in language.NotFound)
                data.Add(n, question, false);
        }
        return data;
    }

    private static readonly SemaphoreSlim Said = new(1, 1);
    private static (RoomId Room, long[] Indexes)? said;

    private async Task<(RoomId Room, long[] Indexes)> SaidAsync()
    {
        await Said.WaitAsync();
        try
        {
            if (said is { } before)
                return before;
            var (alice, bob) = (await world.Scene.PersonAsync(world.Name("alice")), await world.Scene.PersonAsync(world.Name("bob")));
            var room = await Scene.RoomAsync(alice, bob);
            var indexes = new List<long>();
            foreach (var (text, _, _) in Languages)
                indexes.Add((await alice.SayAsync(room, text)).Index!.Value);
            await world.IndexedAsync();
            said = (room, [.. indexes]);
            return said.Value;
        }
        finally
        {
            Said.Release();
        }
    }

    [Theory]
    [InlineData("kind", "events")]
    [InlineData("code", "5")]
    [InlineData("sender", "nobody.at.all")]
    public async Task Misspelt_IsRefused_NotFoundNowhere(string filter, string value) =>
        Assert.Equal("5.5.0", (await Assert.ThrowsAsync<OcipProblemException>(() => world.SearchAsync((filter, value)))).Problem.Code);

    [Fact]
    public async Task CommandLine_TakesEveryFilter_AndPeopleAsItShowsThem()
    {
        var (room, indexes) = await SaidAsync();
        var alice = (await world.Scene.Office.Archive.RecordAsync(indexes[0])).Record.GetProperty("header").GetProperty("sender").GetString()!;
        Assert.Equal(indexes[..1], await world.FindAsync(("q", "clause"), ("room", room.Value), ("sender", UserId.Parse(alice).Short)));
        var officer = world.Name("officer");
        await world.Scene.Admin.CreateAccountAsync(new AccountRequest(officer, officer, [new PersonaRequest("work", officer)]));
        var token = (await world.Scene.Admin.CreateTokenAsync(officer, new TokenRequest(["reviewer"]))).Token;
        string[] asked = ["archive", "search", "clause", "--from", "2020-01-01", "--to", "2100-01-01", "--order", "oldest", "--kind", "event", "--kind", "refusal", "--server", $"{world.Scene.Server.Address}", "--token", token];
        Assert.Equal(0, await Cli.Commands.RunAsync(asked));
        Assert.Equal(2, await Cli.Commands.RunAsync([.. asked, "--order", "rank"]));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task AText_IsFoundByItsWords_InItsLanguage(int language, string question, bool isFound)
    {
        var (room, indexes) = await SaidAsync();
        var found = await world.FindAsync(("q", question), ("room", room.Value));
        Assert.Equal(isFound, found.Contains(indexes[language]));
    }

    [Fact]
    public async Task WhatIsSaid_IsFoundSoon()
    {
        var (alice, bob) = (await world.Scene.PersonAsync(world.Name("alice")), await world.Scene.PersonAsync(world.Name("bob")));
        var room = await Scene.RoomAsync(alice, bob);
        var index = (await alice.SayAsync(room, "The quokka is on the roof.")).Index!.Value;
        var started = TimeProvider.System.GetTimestamp();
        while (!(await world.FindAsync(("q", "quokka"), ("room", room.Value))).Contains(index))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < SearchScene.Indexed);
            await Pause.Ms(50);
        }
        var hit = Assert.Single((await world.SearchAsync(("q", "quokka roof"), ("room", room.Value))).Hits);
        Assert.Equal(("event", "message", alice.User, "2.0.0", "text"), (hit.Kind, hit.Type, hit.Sender, hit.Code, hit.Part));
        Assert.Equal(["The ", "[quokka]", " is on the ", "[roof]", "."], hit.Snippet!.Select(p => p.Hit == true ? $"[{p.Text}]" : p.Text));
    }

    [Fact]
    public async Task Names_AreFoundByAPartOfThem()
    {
        var (work, personal) = (world.Name("quentin"), world.Name("quentin"));
        await world.Scene.Admin.CreateAccountAsync(new AccountRequest(work, "Quentin Ång", [new PersonaRequest("work", work), new PersonaRequest("personal", personal)]));
        var alice = await world.Scene.PersonAsync(world.Name("alice"));
        var room = await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [UserId.Parse($"ocip://acme.example/u/{work}")], "Quarterly quorum", null));
        Assert.Equal([work], (await world.Reviewer.Archive.NamesAsync("quentin")).People.Select(p => p.User.Local));
        Assert.Equal([work], (await world.Reviewer.Archive.NamesAsync("ång")).People.Select(p => p.User.Local));
        Assert.Equal(new NamedRoom(room.Room, "Quarterly quorum"), Assert.Single((await world.Reviewer.Archive.NamesAsync("QUORUM")).Rooms));
        Assert.Contains("hold-outside-delivery-hours", (await world.Reviewer.Archive.NamesAsync("outside")).Policies);
        Assert.Equal("5.1.0", (await Assert.ThrowsAsync<Interop.Client.OcipProblemException>(() => alice.Client.Archive.NamesAsync("quentin"))).Problem.Code);
    }

    [Theory]
    [InlineData("colour", "blue", "There is no parameter colour")]
    [InlineData("sender", "nobody-here", "sender is a user id")]
    [InlineData("order", "best", "order is newest, oldest or rank")]
    [InlineData("from", "yesterday", "from is a day")]
    [InlineData("limit", "0", "limit is 1 to 200")]
    [InlineData("cursor", "AAAA", "cursor is not one")]
    [InlineData("q", "clause AND", "Character 8")]
    [InlineData("q", "\"clause", "Character 1: The quotation mark is not closed")]
    public async Task WhatIsNotUnderstood_IsRefused(string name, string value, string said)
    {
        var refusal = await Assert.ThrowsAsync<Interop.Client.OcipProblemException>(() => world.SearchAsync((name, value)));
        Assert.Equal("5.5.0", refusal.Problem.Code);
        Assert.Contains(said, refusal.Problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facets_CountWhatIsFound_AndAFilterFindsWhatWasCounted()
    {
        var (alice, bob) = (await world.Scene.PersonAsync(world.Name("alice")), await world.Scene.PersonAsync(world.Name("bob")));
        var (one, two) = (await Scene.RoomAsync(alice, bob), (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Facets"))).Room);
        foreach (var (who, room) in new[] { (alice, one), (alice, two), (alice, two), (bob, two) })
            await who.SayAsync(room, "a numerous bandicoot");
        var last = await bob.SayAsync(two, "a numerous bandicoot");
        await bob.SubmitAsync(Actor.Edit(two, last.Event!.Value, "one bandicoot"));
        await world.IndexedAsync();

        (string, string)[] question = [("q", "bandicoot"), ("person", alice.User.Value)];
        Assert.Null((await world.SearchAsync(question)).Facets);
        var facets = (await world.SearchAsync([.. question, ("facets", "true"), ("limit", "1")])).Facets!;
        Assert.Equal((6, null), (facets.Counted, facets.More));
        Assert.Equal([new FacetCount(alice.User.Value, 3, alice.User.Local), new FacetCount(bob.User.Value, 3, bob.User.Local)], facets.People.OrderBy(p => p.Value, StringComparer.Ordinal));
        Assert.Equal([new FacetCount(two.Value, 5, "Facets"), new FacetCount(one.Value, 1, $"{alice.User.Local}, {bob.User.Local}")], facets.Rooms);
        Assert.Equal([new FacetCount("message", 5), new FacetCount("edit", 1)], facets.Types);
        Assert.Equal([new FacetCount("2.0.0", 6)], facets.Codes);
        Assert.Empty(facets.Networks);
        foreach (var (filter, values) in new[] { ("sender", facets.People), ("room", facets.Rooms), ("type", facets.Types), ("code", facets.Codes) })
        {
            foreach (var value in values)
                Assert.Equal(value.Count, (await world.SearchAsync([.. question, (filter, value.Value)])).Count);
        }
    }

    [Fact]
    public async Task Facets_HaveNothingThatTheirAskerMayNotFind()
    {
        var person = await world.Scene.PersonAsync(world.Name("alice"));
        var records = await world.OfficerAsync("records");
        await world.SearchAsync(("person", person.User.Value));
        await world.IndexedAsync();
        // Who has searched for what is for those who keep records: of the others nobody sees how many there are.
        var (kept, seen) = (("kind", "access"), ("facets", "true"));
        Assert.True((await SearchScene.SearchAsync(records, kept, seen)).Facets!.Counted > 0);
        Assert.Equal(0, (await world.SearchAsync(kept, seen)).Facets!.Counted);
        Assert.Equal("5.5.0", (await Assert.ThrowsAsync<Interop.Client.OcipProblemException>(() => world.SearchAsync(("facets", "yes")))).Problem.Code);
    }

    [Fact]
    public async Task Facets_StopAtAThousand()
    {
        var (alice, bob) = (await world.Scene.PersonAsync(world.Name("alice")), await world.Scene.PersonAsync(world.Name("bob")));
        var room = await Scene.RoomAsync(alice, bob);
        for (var n = 0; n < 21; n++)
            await alice.Client.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [.. Enumerable.Range(0, 50).Select(i => Actor.Message(room, $"lemming {i}"))]));
        await world.IndexedAsync();
        var page = await world.SearchAsync(("q", "lemming"), ("room", room.Value), ("facets", "true"));
        Assert.Equal((1_050, 1_000, true), (page.Count, page.Facets!.Counted, page.Facets.More));
        Assert.Equal([new FacetCount(alice.User.Value, 1_000, alice.User.Local)], page.Facets.People);
    }
}

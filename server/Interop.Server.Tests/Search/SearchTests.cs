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
}

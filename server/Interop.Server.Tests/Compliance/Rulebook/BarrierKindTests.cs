using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Compliance.Rulebook.Kinds;
using Interop.Server.Tests.Compliance.Policies;
using Xunit;

namespace Interop.Server.Tests.Compliance.Rulebook;

/// <summary>Barriers of the book, between groups and organisations.</summary>
public sealed class BarrierKindTests
{
    private const string Settings = """{"between":[{"groups":["research"]},{"groups":["sales"],"organisations":["globex.example"]}]}""";

    private static readonly PolicyPerson Ray = Story.Person("ray");
    private static readonly PolicyPerson Sam = Story.Person("sam");
    private static readonly PolicyPerson Bob = Story.Person("bob");
    private static readonly PolicyPerson Both = Story.Person("both");
    private static readonly PolicyPerson Olga = new(UserId.Parse("ocip://globex.example/u/olga"), PersonaKind.Work) { IsForeign = true };
    private static readonly GroupMap Groups = GroupMap.Create(new Dictionary<string, UserId[]>(StringComparer.Ordinal) { ["research"] = [Ray.User, Both.User], ["sales"] = [Sam.User, Both.User] });
    private static readonly IPolicy Barrier = new BarrierKind().Compile(new PolicyVersion { Name = "wall", Kind = "barrier", Version = 1, Author = "p", State = "effective", Action = "block", Settings = JsonElement.Parse(Settings) });

    [Fact]
    public void Sides_AreKeptApart()
    {
        Assert.Equal([(1, "5.1.2"), (3, "5.1.2")], Blocked(Event(Ray, [Ray, Sam, Bob, Olga])));
        Assert.Equal([(0, "5.1.2")], Blocked(Event(Olga, [Ray, Bob])));
        Assert.Equal([(0, "5.1.2"), (1, "5.1.2")], Blocked(Event(Both, [Ray, Sam, Bob])));
        Assert.Empty(Blocked(Event(Bob, [Ray, Sam, Olga])));
        var join = Story.Membership(Bob, [Bob, Ray], Sam, MembershipChange.Join) with { Groups = Groups };
        Assert.Equal("5.1.2", Barrier.Evaluate(in join).Code.Code);
    }

    [Theory]
    [InlineData("ask sam@acme.example about it", true)]
    [InlineData("ask @Sam, please", true)]
    [InlineData("ask @bob", false)]
    [InlineData("see (ocip://globex.example/u/olga).", true)]
    [InlineData("ask bob@acme.example about it", false)]
    [InlineData("nobody @ all", false)]
    public void Mention_OfTheOtherSide_IsRefused(string said, bool refused)
    {
        var content = JsonSerializer.SerializeToElement(new { part = new { cardinality = "single", contentType = "text/plain", content = said } });
        var input = Event(Ray, [Ray, Bob]) with { Content = content, Text = WrittenText.Of(EventTypes.Message, content) };
        Assert.Equal(refused ? "5.1.2" : "2.0.0", Barrier.Evaluate(in input).Code.Code);
    }

    [Fact]
    public void TheEndOfTalk_Passes()
    {
        var leaves = Story.Membership(Ray, [Ray, Sam], Ray, MembershipChange.Leave) with { Groups = Groups };
        Assert.True(Barrier.Evaluate(in leaves).IsAllowForAll);
        var retracts = Event(Ray, [Ray, Sam], EventTypes.Retract);
        Assert.True(Barrier.Evaluate(in retracts).IsAllowForAll);
    }

    [Theory]
    [InlineData("""{"between":[{"groups":["a"]}]}""", "/between")]
    [InlineData("""{"between":[{"groups":["a"]},{"people":["alice"]}]}""", "/between/1/people")]
    [InlineData("""{"between":[{},{"groups":["a"]}]}""", "/between/0")]
    [InlineData("""{"sides":2}""", "/sides")]
    public void WrongSettings_AreNamedByTheirPlace(string settings, string place) =>
        Assert.StartsWith(place + ":", new BarrierKind().Check(JsonElement.Parse(settings)), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"outsidersMin":2}""", true)]
    [InlineData("""{"outsidersMin":3}""", false)]
    [InlineData("""{"recipientsMin":3}""", true)]
    [InlineData("""{"audience":{"groups":["sales"]},"outsidersMin":1}""", true)]
    [InlineData("""{"audience":{"people":["ocip://acme.example/u/nobody"]}}""", false)]
    [InlineData("""{"files":true}""", false)]
    public void Preapproval_WaitsForWhatFitsAll(string settings, bool waits)
    {
        var policy = new PreapprovalKind().Compile(new PolicyVersion { Name = "many", Kind = "preapproval", Version = 1, Author = "p", State = "effective", Action = "review", Settings = JsonElement.Parse(settings) });
        var input = Event(Bob, [Bob, Sam, Olga, Story.Person("ghost", PersonaKind.Bridged)]);
        Assert.Equal(waits ? "2.1.2" : "2.0.0", policy.Evaluate(in input).Code.Code);
        var reviewed = input with { Reviewed = true };
        Assert.True(policy.Evaluate(in reviewed).IsAllowForAll);
    }

    private static PolicyInput Event(PolicyPerson sender, PolicyPerson[] room, string type = EventTypes.Message) => Story.Event(sender, room, type) with { Groups = Groups };

    private static (int Recipient, string Code)[] Blocked(PolicyInput input) => [.. (Barrier.Evaluate(in input).Exceptions ?? []).Select(e => (e.Recipient, e.Code.Code))];
}

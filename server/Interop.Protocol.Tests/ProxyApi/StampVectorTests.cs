using Interop.Protocol.ClientApi;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Xunit;

namespace Interop.Protocol.Tests.ProxyApi;

public sealed class StampVectorTests
{
    private static readonly UserId Bob = UserId.Parse("ocip://acme.example/u/bob");
    private static readonly UserId Carol = UserId.Parse("ocip://acme.example/u/carol");

    [Theory]
    [InlineData("2.1.1", "5.1.2", "5.1.2")]
    [InlineData("5.1.0", "2.1.2", "5.1.0")]
    [InlineData("2.1.2", "2.1.1", "2.1.2")]
    [InlineData("2.0.1", "2.1.1", "2.0.1")]
    [InlineData("2.1.2", "2.0.1", "2.0.1")]
    [InlineData("5.1.0", "2.0.1", "5.1.0")]
    [InlineData("5.9.9", "2.1.2", "5.9.9")]
    [InlineData("2.7.7", "2.1.1", "2.7.7")]
    public void StrictestOfAllStamps_Counts_ForEachRecipientByItself(string egress, string ingress, string strictest)
    {
        Stamp[] stamps = [Of("2.1.3", new RecipientResult(Bob, egress)), Of("2.1.3", new RecipientResult(Bob, ingress))];
        Assert.Equal(strictest, StampVector.Of(stamps, Bob)!.Code);
        Assert.Null(StampVector.Of(stamps, Carol));
        Assert.Equal("5.1.1", StampVector.Of([.. stamps, Of("5.1.1")], Carol)!.Code);
    }

    [Fact]
    public void OfTwoHolds_TheLaterEndCounts_AndNoEndIsTheLatest()
    {
        var (early, late) = ("2026-11-23T09:00:00.000Z", "2026-11-24T09:00:00.000Z");
        Assert.Equal(late, StampVector.Of([Hold(early), Hold(late)], Bob)!.HoldUntil);
        Assert.Null(StampVector.Of([Hold(late), Hold(null), Hold(early)], Bob)!.HoldUntil);
    }

    private static Stamp Hold(string? until) => Of("2.1.3", new RecipientResult(Bob, "2.1.1", until));

    private static Stamp Of(string code, params RecipientResult[] recipients)
    {
        var ev = EventId.Of(new byte[32]);
        return new Stamp
        {
            Proxy = ProxyId.Parse("ocip://acme.example/p/main"), Event = ev, Direction = Stamp.Egress, Code = code, PolicyDigest = "", At = "", Recipients = recipients,
            Receipt = new ArchiveReceipt { Event = ev, Log = "acme.example/p/main", Index = 0, TreeSize = 1, RecordDigest = "", ArchivedAt = "" },
        };
    }
}

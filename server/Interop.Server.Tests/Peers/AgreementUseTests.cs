using Interop.Protocol.AdminApi;
using Interop.Server.Peers;
using Xunit;

namespace Interop.Server.Tests.Peers;

/// <summary>How far a limited agreement goes (spec 02).</summary>
public sealed class AgreementUseTests
{
    private static readonly Agreement Limited = new()
    {
        State = Agreement.Limited, Features = [Agreement.Direct, Agreement.Attachments], Direction = Agreement.Outgoing, Users = ["alice"], Groups = ["sales"],
    };

    [Theory]
    [InlineData(true, "direct", "alice", true)]
    [InlineData(true, "direct", "bob", true)]
    [InlineData(true, "direct", null, true)]
    [InlineData(true, "direct,attachments", "alice", true)]
    [InlineData(true, "direct", "carol", false)]
    [InlineData(true, "rooms", "alice", false)]
    [InlineData(true, "direct,bridged", "alice", false)]
    [InlineData(false, "direct", "alice", false)]
    public void LimitedAgreement_CoversWhatItSays(bool outgoing, string features, string? user, bool covered)
    {
        var use = new AgreementUse(outgoing, features.Split(','), user);
        Assert.Equal(covered, AgreementRules.Check(Limited, use, (who, groups) => who == "bob" && groups.Contains("sales")) is null);
        Assert.Null(AgreementRules.Check(new Agreement { State = Agreement.Active }, use, (_, _) => false));
        Assert.Null(AgreementRules.Check(new Agreement { State = Agreement.Limited }, use, (_, _) => false));
    }
}

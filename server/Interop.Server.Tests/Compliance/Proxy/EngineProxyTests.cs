using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Tests.Compliance.Policies;
using Xunit;

namespace Interop.Server.Tests.Compliance.Proxy;

public sealed class EngineProxyTests
{
    private static readonly PolicyPerson[] Room = [Story.Person("alice"), Story.Person("bob"), Story.Person("carol")];

    [Fact]
    public void Ingress_BlocksForEach_AndRefusesNothing()
    {
        var input = Story.Event(Story.Person("me", PersonaKind.Personal), Room);
        var refused = EngineProxy.Of(CompliancePolicies.All.Decide(in input), in input);
        Assert.True(refused.Refused);
        Assert.Empty(refused.Recipients);

        input = input with { Direction = EvaluationDirection.Ingress };
        var blocked = EngineProxy.Of(CompliancePolicies.All.Decide(in input), in input);
        Assert.False(blocked.Refused);
        Assert.Equal("2.1.3", blocked.Code.Code);
        Assert.Equal([0, 1, 2], blocked.Recipients.Select(r => r.Recipient));
        Assert.All(blocked.Recipients, r => Assert.Equal((PolicyEffect.Block, "5.3.0"), (r.Effect, r.Code.Code)));
    }
}

using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Proxy;
using Interop.Server.ProxyRole;
using Interop.Server.Tests.Specification;
using Xunit;

namespace Interop.Server.Tests.ProxyRole;

public sealed class StampedOutcomeTests
{
    [Fact]
    public void Warning_IsForTheOwnOrganisationAlone()
    {
        var question = ProxyQuestions.Of("hello", "ocip://globex.example/u/bob")["items"]![0]!;
        question["direction"] = "egress";
        var item = JsonSerializer.Deserialize(question.ToJsonString(), OcipJson.Default.EvaluateItem)!;
        var outcome = StampedOutcome.Of(item, new Evaluation { Evaluated = "[]", Code = DecisionCodes.DeliveredWithWarning }, ProviderName.Parse("acme.example"));
        Assert.Equal("2.0.0", outcome.Code.Code);
        Assert.Equal("2.0.3", outcome.Own?.Code);
        Assert.Empty(outcome.Recipients);
    }
}

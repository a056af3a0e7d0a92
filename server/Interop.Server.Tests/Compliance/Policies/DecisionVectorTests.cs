using System.Text.Json.Nodes;
using Interop.Server.Compliance.Policies;
using Interop.Server.Tests.Specification;
using Xunit;

namespace Interop.Server.Tests.Compliance.Policies;

/// <summary>Every decision of spec/vectors/decisions.json is made: combinations of outcomes, and the policies of this version.</summary>
public sealed class DecisionVectorTests
{
    private static readonly JsonNode Vectors = JsonNode.Parse(File.ReadAllText(Path.Combine(SpecFolder.Spec, "vectors", "decisions.json")))!;

    public static TheoryData<string> Combinations => [.. Whys("combinations")];

    public static TheoryData<string> Rules => [.. Whys("rules")];

    [Theory, MemberData(nameof(Combinations))]
    public void Outcomes_AreCombined(string why)
    {
        var vector = Vector("combinations", why);
        var people = DecisionVectors.People(vector);
        var input = DecisionVectors.Combination(vector, people);
        var policies = vector["policies"]!.AsArray().Select(policy => new Says(DecisionVectors.Asked(policy!, people)));
        var decision = new Combination([.. policies]).Decide(in input);
        Assert.Equal(DecisionVectors.Canonical(vector["decision"]!), DecisionVectors.Told(decision, people, input.Sender, withAsked: false));
    }

    [Theory, MemberData(nameof(Rules))]
    public void Policies_Decide(string why)
    {
        var vector = Vector("rules", why);
        var people = DecisionVectors.People(vector);
        var input = DecisionVectors.Rule(vector, people);
        Assert.Equal(DecisionVectors.Canonical(vector["decision"]!), DecisionVectors.Told(DecisionVectors.Policies(vector).Decide(in input), people, input.Sender, withAsked: true));
    }

    private static IEnumerable<string> Whys(string list) => Vectors[list]!.AsArray().Select(vector => vector!["why"]!.GetValue<string>());

    private static JsonNode Vector(string list, string why) => Vectors[list]!.AsArray().Single(vector => vector!["why"]!.GetValue<string>() == why)!;

    private sealed class Says(PolicyOutcome outcome) : IPolicy
    {
        public string Name => "says";

        public string Version => "1";

        public PolicyOutcome Evaluate(in PolicyInput input) => outcome;
    }
}

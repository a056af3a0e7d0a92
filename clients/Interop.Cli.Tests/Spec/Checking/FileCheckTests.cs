using Interop.Cli.Spec.Checking;
using Xunit;

namespace Interop.Cli.Tests.Spec.Checking;

/// <summary>Examples, schemas, vectors, decisions, markup.</summary>
public sealed class FileCheckTests : IDisposable
{
    private readonly SmallStandard standard = new();

    [Fact]
    public void StaleExample_IsFound_AndWritten()
    {
        standard.Write("spec/examples/Room.json", "{\"kind\": \"direct\"}\n").Finds($"{SmallStandard.Page}:7: the example Room.json is not what its file has: run ./interop spec check --write");
        SpecChecks.Write(standard.Root);
        standard.Finds();
        Assert.Contains("```json\n{\"kind\": \"direct\"}\n```", File.ReadAllText(standard.At(SmallStandard.Page)), StringComparison.Ordinal);
    }

    [Fact]
    public void ExampleThatNoPageShows_IsFound() => standard.Write("spec/examples/notes.txt", "note\n").Finds("spec/examples/notes.txt:1: no page shows this example");

    [Fact]
    public void ExampleWithoutFile_IsFound() =>
        standard.Append(SmallStandard.Page, "\n<!-- example User.json -->\n<!-- end -->\n").Finds($"{SmallStandard.Page}:13: there is no file spec/examples/User.json");

    [Fact]
    public void ExampleWithoutEnd_IsFound() => standard.Replace(SmallStandard.Page, "<!-- end -->\n", "").Finds($"{SmallStandard.Page}:7: the example Room.json has no end");

    [Fact]
    public void ExampleThatIsNoJson_IsFound()
    {
        standard.Write("spec/examples/Room.json", "{\"kind\": \"group\",\n \"kind\": 1,}\n");
        SpecChecks.Write(standard.Root);
        standard.Finds("spec/examples/Room.json:2: this is not JSON: mend it here");
    }

    [Theory]
    [InlineData("{\"type\": \"object\"}\n")]
    [InlineData("{\"$schema\": \"http://json-schema.org/draft-07/schema#\"}\n")]
    public void SchemaOfAnotherDialect_IsFound(string schema) =>
        standard.Write("spec/schemas/Room.schema.json", schema).Finds("spec/schemas/Room.schema.json:1: the schema does not say \"$schema\": \"https://json-schema.org/draft/2020-12/schema\"");

    [Fact]
    public void SchemaThatIsNoJson_IsFound() => standard.Write("spec/schemas/Room.schema.json", "{\n").Finds("spec/schemas/Room.schema.json:2: this is not JSON");

    [Fact]
    public void VectorsThatAreNoJson_AreFound() => standard.Write("spec/vectors/order.json", "{\n'a': 1}\n").Finds("spec/vectors/order.json:2: this is not JSON");

    [Fact]
    public void VectorsWithoutSource_AreFound() =>
        standard.Write("spec/vectors/order.json", "{\"description\": \"none\"}\n").Finds("spec/vectors/order.json:1: the vectors do not say their source");

    [Fact]
    public void VectorsThatAreNotListed_AreFound() =>
        standard.Write("spec/vectors/more.json", "{\"source\": \"own\", \"description\": \"none\"}\n").Finds("spec/vectors/README.md:1: the list of vectors does not name more.json");

    [Fact]
    public void DecisionWithoutPrice_IsFound() =>
        standard.Replace("spec/decisions/0001-order.md", "## What we gave up", "## End").Finds("spec/decisions/0001-order.md:1: the decision has no part '## What we gave up'");

    [Fact]
    public void DecisionsWithAGap_AreFound() =>
        standard.Write("spec/decisions/0003-more.md", File.ReadAllText(standard.At("spec/decisions/0001-order.md"))).Finds("spec/decisions/0003-more.md:1: the number of this decision is not 0002");

    [Theory]
    [InlineData("This is <b>bold</b>.", "<b>", "</b>")]
    [InlineData("<script>alert(1)</script>", "<script>", "</script>")]
    public void Html_IsFound(string text, params string[] tags) =>
        standard.Append(SmallStandard.Page, $"\n{text}\n").Finds([.. tags.Select(tag => $"{SmallStandard.Page}:13: {tag} is HTML, which the pages have none of")]);

    public void Dispose() => standard.Dispose();
}

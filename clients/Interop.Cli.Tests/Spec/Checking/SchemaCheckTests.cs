using Xunit;

namespace Interop.Cli.Tests.Spec.Checking;

/// <summary>The judge of schemas, spec/tools, on a small standard with one schema.</summary>
public sealed class SchemaCheckTests : IDisposable
{
    private const string Schema = """
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://ocip.example/1/schemas/Room.schema.json", "title": "Room",
         "description": "A room.", "type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["group", "direct"]}}}
        """;

    private readonly SmallStandard standard = new();

    public SchemaCheckTests()
    {
        foreach (var tool in Directory.GetFiles(Path.Combine(Repository.Root, "spec", "tools")))
            standard.Write($"spec/tools/{Path.GetFileName(tool)}", File.ReadAllText(tool));
        standard.Write("spec/schemas/Room.schema.json", Schema + "\n").Append("spec/vectors/README.md", "\n[schemas.json](schemas.json)\n")
            .Write("spec/vectors/schemas.json", """{"source": "own", "description": "none", "refused": [{"example": "Room.json", "why": "no kind", "patch": [{"op": "remove", "path": "/kind"}], "keyword": "required"}]}""" + "\n");
    }

    [Fact]
    public void ExampleThatSatisfiesItsSchema_IsGood() => standard.Finds();

    [Fact]
    public void ExampleThatDoesNotSatisfyItsSchema_IsFound() => standard
        .Write("spec/examples/Room.json", "{\"kind\": \"crowd\"}\n").Replace(SmallStandard.Page, "\"group\"", "\"crowd\"")
        .Finds("spec/examples/Room.json:1: example Room.json: ");

    [Fact]
    public void BrokenExampleThatIsAccepted_IsFound() => standard
        .Replace("spec/schemas/Room.schema.json", "[\"kind\"]", "[]")
        .Finds("spec/vectors/schemas.json:1: Room.json, no kind: ");

    [Fact]
    public void SchemaThatTheJudgeCannotRead_IsFound() => standard
        .Replace("spec/schemas/Room.schema.json", "\"object\"", "\"thing\"")
        .Finds("spec/tools/check.mjs:1: the schemas could not be checked: Error: schema is invalid");

    public void Dispose() => standard.Dispose();
}

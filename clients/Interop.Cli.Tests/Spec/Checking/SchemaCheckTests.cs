using Interop.Cli.Spec.Checking;
using Interop.Cli.Spec.Sources;
using Xunit;

namespace Interop.Cli.Tests.Spec.Checking;

/// <summary>The judge of schemas, spec/tools, on a copy of this checkout's schemas and examples with one thing broken.</summary>
public sealed class SchemaCheckTests : IDisposable
{
    private const string Example = "spec/examples/TokenRequest.json";
    private static readonly string[] Folders = ["tools", "schemas", "examples", "vectors"];
    private readonly string root = Directory.CreateTempSubdirectory("schema-check-").FullName;

    public SchemaCheckTests()
    {
        var spec = Path.Combine(Repository.Root, "spec");
        var files = Folders.SelectMany(folder => Directory.GetFiles(Path.Combine(spec, folder))).Concat(Directory.GetFiles(spec));
        foreach (var file in files)
        {
            var copy = Path.Combine(root, Path.GetRelativePath(Repository.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    [Fact]
    public void SchemasAndExamplesOfThisCheckout_AreGood() => Assert.Empty(Found());

    [Fact]
    public void ExampleThatDoesNotSatisfyItsSchema_IsFound()
    {
        Replace(Example, "\"scopes\"", "\"scopess\"");
        Assert.Contains(Found(), finding => finding.StartsWith($"{Example}:1: example TokenRequest.json: ", StringComparison.Ordinal));
    }

    [Fact]
    public void SchemaThatAcceptsABrokenExample_IsFound()
    {
        File.WriteAllText(Path.Combine(root, "spec/schemas/TokenRequest.schema.json"), """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://ocip.example/1/schemas/TokenRequest.schema.json",
             "title": "TokenRequest", "description": "Anything.", "type": "object"}
            """);
        Assert.Contains(Found(), finding => finding.StartsWith("spec/vectors/schemas.json:1: TokenRequest.json, ", StringComparison.Ordinal));
    }

    [Fact]
    public void JudgeThatBreaksOff_IsAFinding_AndNoSilence()
    {
        File.WriteAllText(Path.Combine(root, "spec", "tools", "check.mjs"), "console.log('{}'); throw new Error('the judge is ill');");
        Assert.Equal(["spec/tools/check.mjs:1: the schemas could not be checked: Error: the judge is ill"], Found());
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string[] Found() => [.. SchemaCheck.Find(StandardFolder.Of(root)).Select(finding => finding.ToString())];

    private void Replace(string file, string old, string with)
    {
        var text = File.ReadAllText(Path.Combine(root, file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(root, file), text.Replace(old, with, StringComparison.Ordinal));
    }
}

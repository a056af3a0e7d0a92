using System.Text.Json;
using Interop.Protocol.Encoding;
using Interop.Protocol;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>
/// The examples: spec/examples/{wire type}[.{what}].json. Each parses strictly and has exactly its type's members.
/// </summary>
public sealed class ExampleTests
{
    private static readonly StrictJsonLimits Limits = new(256 * 1024, 24);

    public static TheoryData<string> Names => [.. Directory.GetFiles(Path.Combine(SpecFolder.Spec, "examples")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Names))]
    public void Example_HasTheShapeOfItsType(string name)
    {
        if (!name.EndsWith(".json", StringComparison.Ordinal))
            return;
        var octets = File.ReadAllBytes(PathOf(name));
        using var document = StrictJson.Parse(octets, Limits);
        var type = OcipJson.Default.GetTypeInfo(TypeOf(name)) ?? throw new InvalidOperationException($"{name}: OcipJson does not know this type");
        var read = JsonSerializer.Deserialize(octets, type);
        // Written again it is the same: no member is lost, misspelt or of another form.
        Assert.Equal(Text(document.RootElement), Text(JsonSerializer.SerializeToElement(read, type)));
    }

    internal static string PathOf(string name) => Path.Combine(SpecFolder.Spec, "examples", name);

    private static Type TypeOf(string name)
    {
        var word = name[..name.IndexOf('.', StringComparison.Ordinal)];
        return typeof(OcipJson).Assembly.GetExportedTypes().SingleOrDefault(type => type.Name == word) ?? throw new InvalidOperationException($"{name}: there is no wire type {word}");
    }

    private static string Text(JsonElement value) => System.Text.Encoding.UTF8.GetString(CanonicalJson.Of(value));
}

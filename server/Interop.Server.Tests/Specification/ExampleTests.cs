using System.Text.Json;
using Interop.Protocol.Encoding;
using Interop.Protocol;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>
/// The examples: spec/examples/{schema}[.{what}].json. Each parses strictly and has exactly the members of the wire type of its name, where
/// there is one; parts of records and events have a schema only.
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
        if (TypeOf(name) is not { } known)
            return;
        var type = OcipJson.Default.GetTypeInfo(known) ?? throw new InvalidOperationException($"{name}: OcipJson does not know this type");
        var read = JsonSerializer.Deserialize(octets, type);
        // Written again it is the same: no member is lost, misspelt or of another form.
        Assert.Equal(Text(document.RootElement), Text(JsonSerializer.SerializeToElement(read, type)));
    }

    internal static string PathOf(string name) => Path.Combine(SpecFolder.Spec, "examples", name);

    private static Type? TypeOf(string name)
    {
        var word = name[..name.IndexOf('.', StringComparison.Ordinal)];
        return WireTypes.All.SingleOrDefault(type => type.Name == word)
            ?? (File.Exists(SchemaFile.PathOf(word)) ? null : throw new InvalidOperationException($"{name}: there is neither a wire type nor a schema {word}"));
    }

    private static string Text(JsonElement value) => System.Text.Encoding.UTF8.GetString(CanonicalJson.Of(value));
}

using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Interop.Protocol.Encoding;
using Xunit;

namespace Interop.Protocol.Tests.Encoding;

/// <summary>What was read from a stranger has every member that its type promises (spec 03): nothing later meets a null that no type names.</summary>
public sealed class WireJsonTests
{
    public static TheoryData<string> Members() => [.. All().Select(m => m.Name)];

    /// <summary>Each member of each wire type that is never null by its type: absent, it is refused, or has the default that the type declares.</summary>
    [Theory, MemberData(nameof(Members))]
    public void MemberThatCannotBeNull_IsRequired_OrHasADefault(string name)
    {
        var (_, property) = All().Single(m => m.Name == name);
        Assert.True(
            property.IsRequired || property.AssociatedParameter is { HasDefaultValue: true, DefaultValue: not null },
            $"{name} would be null when it is absent: make it required, or nullable, or a constructor parameter with a default");
    }

    [Theory]
    [InlineData("""{"transaction":"0190a3e2-7b3c-7def-8a1b-0123456789ab","events":[null]}""", "$.events[0]")]
    [InlineData("""{"transaction":"0190a3e2-7b3c-7def-8a1b-0123456789ab","events":[{"room":"ocip://acme.example/r/0190a3e2-7b3c-7def-8a1b-0123456789ab","type":"message","content":{"a":[null]},"labels":["x",null]}]}""", "$.events[0].labels[1]")]
    public void NullAsAnEntry_IsRefused_AndItsPlaceNamed(string json, string path) =>
        Assert.Equal(path, Assert.Throws<JsonException>(() => WireJson.Read(System.Text.Encoding.UTF8.GetBytes(json), OcipJson.Default.SubmitRequest)).Path);

    [Fact]
    public void NullAsAMemberOfATable_IsRefused()
    {
        var json = """{"version":"1","texts":{"en":"Hello.","de":null}}"""u8.ToArray();
        Assert.Equal("$.texts.de", Assert.Throws<JsonException>(() => WireJson.Read(json, OcipJson.Default.NoticeText)).Path);
    }

    [Fact]
    public void NullInContent_IsNobodysBusiness()
    {
        var json = """{"salt":"x","content":{"a":[null],"b":null}}"""u8.ToArray();
        Assert.NotNull(WireJson.Read(json, OcipJson.Default.EventBody));
        Assert.Null(WireJson.Read("null"u8, OcipJson.Default.EventBody));
    }

    private static IEnumerable<(string Name, JsonPropertyInfo Property)> All()
    {
        var seen = new HashSet<Type>();
        var left = new Queue<Type>(typeof(OcipJson).GetCustomAttributesData().Where(a => a.AttributeType == typeof(JsonSerializableAttribute)).Select(a => (Type)a.ConstructorArguments[0].Value!));
        while (left.TryDequeue(out var type))
        {
            if (!seen.Add(type))
                continue;
            var info = OcipJson.Default.Options.GetTypeInfo(type);
            if (info.ElementType is { } element)
                left.Enqueue(element);
            foreach (var property in info.Properties)
            {
                left.Enqueue(property.PropertyType);
                if (CannotBeAbsent(property))
                    yield return ($"{type.Name}.{property.Name}", property);
            }
        }
    }

    /// <summary>A reference that is never null, an identifier, of which nothing is not one, or JSON; except where the type says that it may be left out.</summary>
    private static bool CannotBeAbsent(JsonPropertyInfo property)
    {
        if (property.PropertyType.IsValueType && property.PropertyType != typeof(JsonElement))
            return property.PropertyType.Namespace == "Interop.Protocol.Identifiers";
        return (property.PropertyType.IsValueType || !property.IsGetNullable) && (property.AttributeProvider as MemberInfo)?.GetCustomAttribute<JsonIgnoreAttribute>() is null;
    }
}

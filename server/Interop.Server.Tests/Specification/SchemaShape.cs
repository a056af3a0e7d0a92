using System.Text.Json;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Tests.Specification;

/// <summary>What a member is, in one word for schema and code alike: string, integer, UserId, [RoomView], {string}, any.</summary>
internal static class SchemaShape
{
    private static readonly SchemaFile Common = SchemaFile.Read("Common");

    /// <summary>Definitions that are types of their own in the code; the others are plain strings and numbers there.</summary>
    private static readonly HashSet<string> Identifiers =
        [.. typeof(UserId).Assembly.GetExportedTypes().Where(type => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IIdentifier<>))).Select(type => type.Name)];

    /// <summary>As the code has it.</summary>
    public static string Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsArray)
            return $"[{Of(type.GetElementType()!)}]";
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            return $"{{{Of(type.GetGenericArguments()[1])}}}";
        return type == typeof(string) ? "string" : type == typeof(long) || type == typeof(int) ? "integer" : type == typeof(bool) ? "boolean" : type == typeof(JsonElement) ? "any" : type.Name;
    }

    /// <summary>As the schema has it.</summary>
    public static string Of(JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return OfReference(reference.GetString()!);
        if (schema.TryGetProperty("enum", out var values))
            return OfValue(values[0]);
        if (schema.TryGetProperty("const", out var value))
            return OfValue(value);
        return schema.GetProperty("type").GetString() switch
        {
            "array" => $"[{Of(schema.GetProperty("items"))}]",
            "object" when schema.TryGetProperty("additionalProperties", out var inner) && inner.ValueKind == JsonValueKind.Object => $"{{{Of(inner)}}}",
            "object" => "any",
            var plain => plain!,
        };
    }

    private static string OfReference(string reference)
    {
        var definition = reference.Split("#/$defs/") is [_, var name] ? name : null;
        if (definition is null)
            return reference.Split('.')[0];
        return definition == "CleanObject" ? "any" : Identifiers.Contains(definition) ? definition : Of(Common.Definition(definition));
    }

    private static string OfValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "integer",
    };
}

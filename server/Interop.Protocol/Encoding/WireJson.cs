using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Interop.Protocol.Encoding;

/// <summary>
/// Reads documents of strangers (spec 03): what comes back has every member that its type promises. Absent members are refused by the
/// serializer, and so is null for a member; null as an entry of a list, which the serializer lets through, is refused here.
/// </summary>
public static class WireJson
{
    // The lists and objects that a type leads to; read once for each type.
    private static readonly ConditionalWeakTable<JsonTypeInfo, Lead[]> Known = [];

    /// <summary>A document of exactly this shape.</summary>
    /// <param name="json">JSON text in UTF-8; whether it is strict is the caller's to check.</param>
    /// <param name="type">Of <see cref="OcipJson"/>.</param>
    /// <returns>Null when the document is null.</returns>
    /// <exception cref="JsonException">It has another shape; the path says where.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class => Checked(JsonSerializer.Deserialize(json, type), type);

    /// <summary>As above, of a part of a document that was read before.</summary>
    /// <exception cref="JsonException">It has another shape; the path says where.</exception>
    public static T? Read<T>(JsonElement json, JsonTypeInfo<T> type)
        where T : class => Checked(json.Deserialize(type), type);

    private static T? Checked<T>(T? read, JsonTypeInfo type)
        where T : class
    {
        if (read is not null && NullIn(read, type) is { } path)
            throw new JsonException("null stands where a value is expected.", $"${path}", null, null);
        return read;
    }

    /// <summary>The path of the first entry that is null; null when there is none. Built on the way back only.</summary>
    private static string? NullIn(object value, JsonTypeInfo type)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Enumerable:
                return NullInList((IEnumerable)value, type.Options.GetTypeInfo(type.ElementType!));
            case JsonTypeInfoKind.Dictionary:
                return NullInMembers((IDictionary)value, type.Options.GetTypeInfo(type.ElementType!));
            case JsonTypeInfoKind.Object:
                foreach (var lead in Known.GetValue(type, LeadsOf))
                {
                    if (lead.Get(value) is { } member && NullIn(member, lead.Type) is { } path)
                        return $".{lead.Name}{path}";
                }
                return null;
            default:
                return null;
        }
    }

    private static string? NullInList(IEnumerable list, JsonTypeInfo element)
    {
        if (element.Type.IsValueType)
            return null;
        var index = 0;
        foreach (var entry in list)
        {
            if (entry is null)
                return $"[{index}]";
            if (element.Kind != JsonTypeInfoKind.None && NullIn(entry, element) is { } path)
                return $"[{index}]{path}";
            index++;
        }
        return null;
    }

    private static string? NullInMembers(IDictionary members, JsonTypeInfo element)
    {
        foreach (DictionaryEntry member in members)
        {
            if (member.Value is null && !element.Type.IsValueType)
                return $".{member.Key}";
            if (member.Value is { } value && element.Kind != JsonTypeInfoKind.None && NullIn(value, element) is { } path)
                return $".{member.Key}{path}";
        }
        return null;
    }

    private static Lead[] LeadsOf(JsonTypeInfo type) =>
    [
        .. from property in type.Properties
           where property.Get is not null && !property.PropertyType.IsValueType
           let target = type.Options.GetTypeInfo(property.PropertyType)
           where target.Kind != JsonTypeInfoKind.None
           select new Lead(property.Name, property.Get!, target),
    ];

    /// <summary>A member that is a list, or an object that may have lists.</summary>
    private sealed record Lead(string Name, Func<object, object?> Get, JsonTypeInfo Type);
}

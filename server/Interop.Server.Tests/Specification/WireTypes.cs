using System.Text.Json.Serialization.Metadata;
using Interop.Protocol;

namespace Interop.Server.Tests.Specification;

/// <summary>The types that stand on the wire: every object that the protocol library's JSON knows by name.</summary>
internal static class WireTypes
{
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(OcipJson).Assembly.GetExportedTypes().Where(type => !type.IsGenericTypeDefinition && OcipJson.Default.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object }).OrderBy(type => type.Name, StringComparer.Ordinal)];

    public static JsonTypeInfo InfoOf(Type type) => OcipJson.Default.GetTypeInfo(type) ?? throw new InvalidOperationException($"{type.Name} is no wire type");
}

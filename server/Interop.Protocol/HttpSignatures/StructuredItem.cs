namespace Interop.Protocol.HttpSignatures;

/// <summary>
/// An item or inner list of a structured field (RFC 8941) with its parameters. Values are long, string, byte[], bool,
/// <see cref="StructuredToken"/>, and for an inner list StructuredItem[].
/// </summary>
internal sealed record StructuredItem(object Value, IReadOnlyList<KeyValuePair<string, object>> Parameters)
{
    /// <summary>The items of an inner list; null of an item.</summary>
    public StructuredItem[]? Inner => Value as StructuredItem[];

    public object? Parameter(string name)
    {
        foreach (var (key, value) in Parameters)
        {
            if (key == name)
                return value;
        }
        return null;
    }
}

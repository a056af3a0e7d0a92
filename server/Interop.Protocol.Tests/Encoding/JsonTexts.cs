using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Interop.Protocol.Tests.Encoding;

/// <summary>Makes JSON texts of any shape for property tests.</summary>
internal static class JsonTexts
{
    private static readonly JsonSerializerOptions Escaping = new();

    private static readonly string[] Pieces = ["a", "Z", "0", "é", "\ufb33", "😀", "\u20ac", "\"", "\\", "/", "\n", "\t", "\r", "\b", "\f", "\u0001", "\u007f", "<", "\u2028", "e\u0301", "名"];

    public static Arbitrary<string> Arbitrary() => Arb.From(Value(4));

    /// <summary>The same value: members in reverse order, white space everywhere, everything escaped that can be.</summary>
    public static string Rearranged(JsonElement value)
    {
        var text = new StringBuilder();
        Rearrange(value, text);
        return text.ToString();
    }

    private static void Rearrange(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append("{ ");
                text.AppendJoin(" ,\n", value.EnumerateObject().Reverse().Select(m => $"{Escaped(m.Name)}\t:\r\n{Rearranged(m.Value)}"));
                text.Append(" }");
                break;
            case JsonValueKind.Array:
                text.Append("[ ").AppendJoin(" , ", value.EnumerateArray().Select(Rearranged)).Append(" ]");
                break;
            case JsonValueKind.String:
                text.Append(Escaped(value.GetString()!));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static string Escaped(string text) => "\"" + string.Concat(text.Select(c => $"\\u{(int)c:X4}")) + "\"";

    private static Gen<string> Value(int depth)
    {
        var text = Text();
        var scalars = Gen.OneOf(
            Gen.Elements("null", "true", "false"),
            text.Select(t => JsonSerializer.Serialize(t, Escaping)),
            ArbMap.Default.GeneratorFor<long>().Select(n => (n % (1L << 53)).ToString()),
            ArbMap.Default.GeneratorFor<NormalFloat>().Select(d => d.Get.ToString("R")));
        if (depth == 0)
            return scalars;
        var inner = Value(depth - 1);
        var arrays = Gen.Sized(size => Gen.Choose(0, Math.Min(size, 5))).SelectMany(n => inner.ArrayOf(n)).Select(items => "[" + string.Join(",", items) + "]");
        var objects = Gen.Choose(0, 6).SelectMany(n => text.Zip(inner).ArrayOf(n)).Select(members =>
            "{" + string.Join(",", members.DistinctBy(m => m.Item1).Select(m => $"{JsonSerializer.Serialize(m.Item1, Escaping)}:{m.Item2}")) + "}");
        return Gen.OneOf(scalars, arrays, objects);
    }

    private static Gen<string> Text() => Gen.Choose(0, 6).SelectMany(n => Gen.Elements(Pieces).ArrayOf(n)).Select(string.Concat);
}

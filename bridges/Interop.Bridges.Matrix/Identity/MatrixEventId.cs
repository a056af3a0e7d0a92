using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Interop.Bridges.Matrix.Identity;

/// <summary>A Matrix event id, <c>$opaque</c>, ≤ 255 octets; unique in all of Matrix.</summary>
internal readonly record struct MatrixEventId
{
    private readonly string? value;

    private MatrixEventId(string value) => this.value = value;

    public string Value => value ?? "";

    public static MatrixEventId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException("not a Matrix event id");

    public static bool TryParse([NotNullWhen(true)] string? text, out MatrixEventId id)
    {
        id = default;
        if (text is null || text.Length < 2 || text[0] != '$' || Encoding.UTF8.GetByteCount(text) > MatrixUserId.OctetsMax || text.Any(char.IsControl))
            return false;
        id = new MatrixEventId(text);
        return true;
    }

    public override string ToString() => Value;
}

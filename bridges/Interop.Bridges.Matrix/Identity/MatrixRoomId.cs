using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Interop.Bridges.Matrix.Identity;

/// <summary>A Matrix room id, <c>!opaque</c>, ≤ 255 octets; unique in all of Matrix. From room version 12 on it names no server, so nothing is read out of it.</summary>
internal readonly record struct MatrixRoomId
{
    private readonly string? value;

    private MatrixRoomId(string value) => this.value = value;

    public string Value => value ?? "";

    public static MatrixRoomId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException("not a Matrix room id");

    public static bool TryParse([NotNullWhen(true)] string? text, out MatrixRoomId id)
    {
        id = default;
        if (text is null || text.Length < 2 || text[0] != '!' || Encoding.UTF8.GetByteCount(text) > MatrixUserId.OctetsMax || text.Any(char.IsControl))
            return false;
        id = new MatrixRoomId(text);
        return true;
    }

    public override string ToString() => Value;
}

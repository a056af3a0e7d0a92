using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Interop.Bridges.Matrix.Identity;

/// <summary>A Matrix user id, <c>@localpart:server</c>, ≤ 255 octets; unique in all of Matrix. Historical local parts may hold any character but NUL and ':'.</summary>
internal readonly record struct MatrixUserId
{
    public const int OctetsMax = 255;

    private readonly string? value;

    private MatrixUserId(string value) => this.value = value;

    public string Value => value ?? "";

    public string Localpart => Value[1..Value.IndexOf(':', StringComparison.Ordinal)];

    public string Server => Value[(Value.IndexOf(':', StringComparison.Ordinal) + 1)..];

    public static MatrixUserId Of(string localpart, string server) => Parse($"@{localpart}:{server}");

    public static MatrixUserId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException("not a Matrix user id");

    public static bool TryParse([NotNullWhen(true)] string? text, out MatrixUserId id)
    {
        id = default;
        if (text is null || text.Length < 3 || text[0] != '@' || Encoding.UTF8.GetByteCount(text) > OctetsMax || text.Any(char.IsControl))
            return false;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || colon == text.Length - 1)
            return false;
        id = new MatrixUserId(text);
        return true;
    }

    public override string ToString() => Value;
}

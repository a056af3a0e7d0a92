using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Interop.Protocol.Evidence;

namespace Interop.Notes;

/// <summary>A C2SP signed note that has the head of a log (tlog-checkpoint), taken apart. Nothing of it is verified yet.</summary>
/// <param name="Text">What is signed, with its last line feed.</param>
/// <param name="Head">Name, size and root.</param>
/// <param name="Lines">The signatures: key's name, key's id, signature.</param>
public sealed record SignedNote(string Text, Checkpoint Head, IReadOnlyList<(string Name, byte[] Id, byte[] Signature, string Line)> Lines)
{
    /// <summary>Reads a note of at most 64 KiB and 64 signatures.</summary>
    public static bool TryParse(string note, [NotNullWhen(true)] out SignedNote? read)
    {
        read = null;
        if (note is null || note.Length > Checkpoint.NoteLengthMax || !note.EndsWith('\n') || note.Any(c => c < ' ' && c != '\n'))
            return false;
        var blank = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0)
            return false;
        var text = note[..(blank + 1)];
        var head = text[..^1].Split('\n');
        if (head.Length < 3 || head.Any(line => line.Length == 0) || !long.TryParse(head[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size.ToString(CultureInfo.InvariantCulture) != head[1] || !TryDecode(head[2], out var root) || root.Length != MerkleTree.HashLength)
            return false;
        var lines = new List<(string, byte[], byte[], string)>();
        foreach (var line in note[(blank + 2)..].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryLine(line, out var signature) || lines.Count >= Checkpoint.SignaturesMax)
                return false;
            lines.Add(signature);
        }
        read = new SignedNote(text, new Checkpoint(head[0], size, root), lines);
        return true;
    }

    /// <summary>Reads one line of a signature.</summary>
    public static bool TryLine(string line, out (string Name, byte[] Id, byte[] Signature, string Line) read)
    {
        read = default;
        if (line is null || !line.StartsWith("— ", StringComparison.Ordinal) || line.Split(' ') is not [_, var name, var encoded] || !TryDecode(encoded, out var octets) || octets.Length <= 4)
            return false;
        read = (name, octets[..4], octets[4..], line);
        return true;
    }

    /// <summary>Whether the key has signed: true; another has under its name and id, which makes the note malformed: false; it has not: null.</summary>
    /// <param name="key">Name, type and key.</param>
    /// <param name="at">Of a cosignature, when.</param>
    public bool? IsSignedBy(NoteKey key, out DateTimeOffset? at)
    {
        ArgumentNullException.ThrowIfNull(key);
        at = null;
        bool? signed = null;
        foreach (var (name, id, signature, _) in Lines)
        {
            if (name != key.Name || !id.AsSpan().SequenceEqual(key.Id))
                continue;
            if (!key.Verifies(Text, signature, out at))
                return false;
            signed = true;
        }
        return signed;
    }

    private static bool TryDecode(string text, out byte[] octets)
    {
        octets = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, octets, out var written))
            return false;
        octets = octets[..written];
        return Convert.ToBase64String(octets) == text;
    }
}

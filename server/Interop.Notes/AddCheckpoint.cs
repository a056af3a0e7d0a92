using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Interop.Protocol.Evidence;

namespace Interop.Notes;

/// <summary>What a log asks its witnesses with (C2SP tlog-witness, add-checkpoint).</summary>
/// <param name="OldSize">What the witness has cosigned last.</param>
/// <param name="Proof">From there to the checkpoint.</param>
/// <param name="Note">The checkpoint, with its log's signature.</param>
public sealed record AddCheckpoint(long OldSize, IReadOnlyList<byte[]> Proof, string Note)
{
    /// <summary>Most hashes of a proof.</summary>
    public const int ProofMax = 63;

    /// <summary>Media type of the answer 409, which has the size that the witness has cosigned last.</summary>
    public const string SizeMediaType = "text/x.tlog.size";

    /// <summary>Reads the body of a request; false when it is malformed.</summary>
    public static bool TryParse(string body, [NotNullWhen(true)] out AddCheckpoint? request)
    {
        request = null;
        var blank = body?.IndexOf("\n\n", StringComparison.Ordinal) ?? -1;
        if (blank < 0)
            return false;
        var lines = body![..blank].Split('\n');
        if (!lines[0].StartsWith("old ", StringComparison.Ordinal) || !long.TryParse(lines[0].AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var old)
            || lines[0] != string.Create(CultureInfo.InvariantCulture, $"old {old}") || lines.Length - 1 > ProofMax)
            return false;
        var proof = new List<byte[]>();
        foreach (var line in lines.Skip(1))
        {
            var hash = new byte[MerkleTree.HashLength + 1];
            if (!Convert.TryFromBase64String(line, hash, out var written) || written != MerkleTree.HashLength)
                return false;
            proof.Add(hash[..written]);
        }
        request = new AddCheckpoint(old, proof, body[(blank + 2)..]);
        return true;
    }

    /// <summary>The body of a request.</summary>
    public string ToBody()
    {
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $"old {OldSize}\n");
        foreach (var hash in Proof)
            body.Append(Convert.ToBase64String(hash)).Append('\n');
        return body.Append('\n').Append(Note).ToString();
    }
}

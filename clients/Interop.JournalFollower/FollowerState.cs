using System.Text.Json;

namespace Interop.JournalFollower;

/// <summary>
/// How far the copy is, in a file beside it: replaced as a whole, after the copy is on the disk. What stands in the copy beyond it was not verified,
/// and is cut off at the next start; so a crash loses nothing and leaves nothing twice.
/// </summary>
/// <param name="Size">Records that are in the copy.</param>
/// <param name="Octets">Length of the copy.</param>
/// <param name="Peaks">Of the Merkle tree over them, base64.</param>
/// <param name="Sealed">Events whose body the journal did not have yet, and where they are.</param>
internal sealed record FollowerState(long Size, long Octets, string[] Peaks, Dictionary<string, long> Sealed)
{
    public static FollowerState Read(string file) =>
        File.Exists(file) ? JsonSerializer.Deserialize<FollowerState>(File.ReadAllText(file))! : new FollowerState(0, 0, [], new(StringComparer.Ordinal));

    public void Write(string file)
    {
        using (var stream = new FileStream(file + ".next", FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, this);
            stream.Flush(flushToDisk: true);
        }
        File.Move(file + ".next", file, overwrite: true);
    }
}

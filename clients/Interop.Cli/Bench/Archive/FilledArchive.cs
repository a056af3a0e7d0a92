using System.Text.Json;

namespace Interop.Cli.Bench.Archive;

/// <summary>What the bench must know to go on with an archive that it has filled before; kept beside the data folder as bench.json.</summary>
internal sealed record FilledArchive
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required ulong Seed { get; init; }

    public required int People { get; init; }

    /// <summary>Messages that have gone in.</summary>
    public required long Messages { get; init; }

    /// <summary>Runs that have put something in.</summary>
    public required int Runs { get; init; }

    /// <summary>Where the server's clock stood at the end, RFC 3339.</summary>
    public required DateTimeOffset Clock { get; init; }

    /// <summary>A policy brings each message into a queue, from the first one on.</summary>
    public bool HasQueue { get; init; }

    public required string AdminToken { get; init; }

    public required string BridgeToken { get; init; }

    /// <summary>Of each person.</summary>
    public required string[] Tokens { get; init; }

    /// <summary>Of each person.</summary>
    public required string[] Users { get; init; }

    /// <summary>Of each of the population's rooms.</summary>
    public required string[] Rooms { get; init; }

    public required Outsider[] Outsiders { get; init; }

    /// <summary>Null when the folder was never filled.</summary>
    /// <exception cref="UsageException">The file is none of the bench's.</exception>
    public static FilledArchive? Read(string folder)
    {
        var file = FileOf(folder);
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize<FilledArchive>(File.ReadAllText(file), Json);
        }
        catch (JsonException wrong)
        {
            throw new UsageException($"'{file}' cannot be read: {wrong.Message}");
        }
    }

    public void Write(string folder)
    {
        File.WriteAllText(FileOf(folder) + ".next", JsonSerializer.Serialize(this, Json) + "\n");
        File.Move(FileOf(folder) + ".next", FileOf(folder), overwrite: true);
    }

    private static string FileOf(string folder) => Path.Combine(folder, "bench.json");

    /// <summary>Somebody of another network.</summary>
    /// <param name="User">As this provider names them.</param>
    /// <param name="Account">On the network.</param>
    /// <param name="Room">The direct room with their employee.</param>
    internal sealed record Outsider(string User, string Account, string Room);
}

namespace Interop.Cli.Bench.Archive;

/// <summary>Octets of a data folder by what they are for.</summary>
/// <param name="Database">Records, evidence, and all tables beside them.</param>
/// <param name="WriteAhead">Not folded into it yet.</param>
/// <param name="Index">The full-text index, which can be made again.</param>
/// <param name="Media">Files of messages.</param>
/// <param name="Other">Keys, settings, what waits.</param>
internal sealed record DiskUse(long Database, long WriteAhead, long Index, long Media, long Other)
{
    private static readonly string[] IndexFolders = ["search", "index"];

    public static DiskUse Of(string data)
    {
        var use = new DiskUse(0, 0, 0, 0, 0);
        foreach (var file in new DirectoryInfo(data).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }))
        {
            var path = Path.GetRelativePath(data, file.FullName).Split(Path.DirectorySeparatorChar);
            var octets = file.Exists ? file.Length : 0;
            use = path switch
            {
                ["ocip.db"] => use with { Database = use.Database + octets },
                ["ocip.db-wal"] => use with { WriteAhead = use.WriteAhead + octets },
                [var folder, ..] when Array.Exists(IndexFolders, name => folder.StartsWith(name, StringComparison.Ordinal)) => use with { Index = use.Index + octets },
                ["media", ..] => use with { Media = use.Media + octets },
                ["server.log"] => use,
                _ => use with { Other = use.Other + octets },
            };
        }
        return use;
    }
}

using System.Text;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>The octets of the files below a folder, whatever they are: what somebody sees who has the disk.</summary>
internal static class RawFiles
{
    /// <summary>Files in whose octets, or in whose name, this text stands as UTF-8.</summary>
    public static IReadOnlyList<string> With(string folder, string text) => With(folder, Encoding.UTF8.GetBytes(text));

    /// <summary>Files in whose octets, or in whose name, one of these stands.</summary>
    public static IReadOnlyList<string> With(string folder, params byte[][] sought) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => sought.Any(one => Encoding.UTF8.GetBytes(Path.GetFileName(file)).AsSpan().IndexOf(one) >= 0) || Has(file, sought)),
    ];

    private static bool Has(string path, byte[][] sought)
    {
        using var file = Open(path);
        if (file is null)
            return false;
        var overlap = sought.Max(one => one.Length) - 1;
        var buffer = new byte[Math.Max(1 << 20, 2 * overlap)];
        var kept = 0;
        int read;
        while ((read = file.Read(buffer, kept, buffer.Length - kept)) > 0)
        {
            var span = buffer.AsSpan(0, kept + read);
            foreach (var one in sought)
            {
                if (span.IndexOf(one) >= 0)
                    return true;
            }
            kept = Math.Min(overlap, span.Length);
            span[^kept..].CopyTo(buffer);
        }
        return false;
    }

    /// <summary>Null for one that its server has taken away meanwhile, as it does with journals: there is nothing in it.</summary>
    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}

using System.Text;

namespace Interop.Server.Tests.Media;

/// <summary>The octets of every file of a data folder, whatever they are: what somebody sees who has the disk.</summary>
internal static class RawFolder
{
    /// <summary>Whether some file has this text in it, or in its name.</summary>
    public static bool Has(string folder, string text) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Any(file => file.Contains(text, StringComparison.Ordinal) || Has(file, Encoding.UTF8.GetBytes(text)));

    private static bool Has(string path, byte[] sought)
    {
        using var file = new FileStream(path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete });
        var buffer = new byte[1 << 20];
        var kept = 0;
        int read;
        while ((read = file.Read(buffer, kept, buffer.Length - kept)) > 0)
        {
            var span = buffer.AsSpan(0, kept + read);
            if (span.IndexOf(sought) >= 0)
                return true;
            kept = Math.Min(sought.Length - 1, span.Length);
            span[^kept..].CopyTo(buffer);
        }
        return false;
    }
}

using System.IO.Compression;
using System.Text;

namespace Interop.Server.Media.Text;

/// <summary>
/// The texts within a zip file that is no office document, one level deep: entries that are plain text or markup by their octets, whatever their names say. All that is
/// unpacked is bounded, an archive within the archive stays closed.
/// </summary>
internal static class ArchiveText
{
    /// <summary>Octets that are read of one entry.</summary>
    private const int EntryOctetsMax = 4 * 1024 * 1024;

    public const int EntriesMax = 1000;

    /// <param name="zip">Its list of entries was bounded before.</param>
    /// <param name="left">Octets that may be unpacked.</param>
    /// <param name="text">Gets the texts by the names of their entries, apart by a line feed.</param>
    /// <param name="bounds">Is told what was left out.</param>
    public static void Read(ZipArchive zip, long left, StringBuilder text, ReadBounds bounds)
    {
        var files = zip.Entries.Where(entry => !entry.FullName.EndsWith('/') && !entry.IsEncrypted).OrderBy(entry => entry.FullName, StringComparer.Ordinal).ToArray();
        foreach (var entry in files.Take(EntriesMax))
        {
            if (left <= 0 || text.Length >= bounds.CharactersMax)
                break;
            left -= Read(entry, Math.Min(left, EntryOctetsMax), text, bounds);
        }
        if (left <= 0 || text.Length >= bounds.CharactersMax || files.Length > EntriesMax)
            bounds.Leave(MediaReading.TooLarge);
    }

    /// <returns>Octets that were unpacked.</returns>
    private static long Read(ZipArchiveEntry entry, long max, StringBuilder text, ReadBounds bounds)
    {
        using var octets = new MemoryStream();
        using (var unpacked = entry.Open())
        using (var bounded = new BoundedStream(unpacked, max, bounds.Stop))
            bounded.CopyTo(octets);
        if (octets.Length == max)
            bounds.Leave(MediaReading.TooLarge);
        octets.Position = 0;
        if (octets.Length > 0 && !MediaText.Take(octets, MediaSniffer.TypeOf(octets.GetBuffer().AsSpan(0, (int)octets.Length)), text, bounds))
            bounds.Leave(MediaReading.Type);
        if (text.Length > 0 && text[^1] != '\n' && text.Length < bounds.CharactersMax)
            text.Append('\n');
        return octets.Length;
    }
}

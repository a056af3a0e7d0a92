namespace Interop.Cli.Verification.Packages;

/// <summary>Lines of a file of a package with the octet at which each begins, without their line feeds.</summary>
internal static class PackageLines
{
    private const int BufferOctets = 1024 * 1024;
    private const int LineOctetsMax = 64 * 1024 * 1024;

    /// <exception cref="PackageFaultException">The last line does not end, or a line is longer than any record.</exception>
    public static IEnumerable<(long Offset, byte[] Line)> Of(IPackageFiles files, string path)
    {
        var buffer = new byte[BufferOctets];
        var (start, offset, filled) = (0L, 0L, 0);
        while (true)
        {
            var read = files.Read(path, offset, buffer.AsSpan(filled));
            offset += read;
            filled += read;
            var from = 0;
            for (int end; (end = buffer.AsSpan(from, filled - from).IndexOf((byte)'\n')) >= 0; from += end + 1)
            {
                yield return (start, buffer.AsSpan(from, end).ToArray());
                start += end + 1;
            }
            buffer.AsSpan(from, filled - from).CopyTo(buffer);
            filled -= from;
            if (read == 0 && filled < buffer.Length)
                break;
            if (filled < buffer.Length)
                continue;
            if (buffer.Length >= LineOctetsMax)
                throw new PackageFaultException($"{path}: a line is longer than any that a package has", path, start);
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        if (filled > 0)
            throw new PackageFaultException($"{path}: the last line has no end: the file was cut", path, start + filled);
    }
}

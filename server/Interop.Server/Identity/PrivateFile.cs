namespace Interop.Server.Identity;

/// <summary>A file that only its owner may read, complete or absent.</summary>
internal static class PrivateFile
{
    public static void Write(string path, string text)
    {
        var staged = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(staged, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(staged, path, overwrite: true);
    }
}

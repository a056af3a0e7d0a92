namespace Interop.Cli.Reports;

/// <summary>A report as a file: whole, or as it was before. What is refused or breaks off leaves no empty or half report behind.</summary>
internal static class ReportFile
{
    /// <param name="path">Where it goes; a file of that name is replaced once the new one is there.</param>
    /// <param name="write">Writes all of it.</param>
    /// <exception cref="UsageException">Nothing can be written there.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        var part = $"{path}.part";
        var file = Try(path, () => new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None));
        try
        {
            await using (file)
                await write(file);
            Try(path, () =>
            {
                File.Move(part, path, overwrite: true);
                return true;
            });
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private static T Try<T>(string path, Func<T> what)
    {
        try
        {
            return what();
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw new UsageException($"'{path}' cannot be written: {fault.Message}");
        }
    }
}

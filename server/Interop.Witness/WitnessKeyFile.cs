using Interop.Notes;

namespace Interop.Witness;

/// <summary>The signing key of the witness, in a file that its owner alone may read.</summary>
internal static class WitnessKeyFile
{
    /// <exception cref="FormatException">There is none, and no name for a new one; or it is of another kind.</exception>
    public static NoteSigner Open(string path, string? name)
    {
        if (!File.Exists(path))
            Make(path, name ?? throw new FormatException($"There is no key in {path}; with --name one is made."));
        var signer = NoteSigner.Parse(File.ReadAllText(path));
        return signer.Key.Type == NoteTypes.Cosignature ? signer : throw new FormatException($"{path} is not a key for cosignatures.");
    }

    private static void Make(string path, string name)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        using var writer = new StreamWriter(file);
        writer.WriteLine(NoteSigner.Create(name, NoteTypes.Cosignature).Export());
        writer.Flush();
        file.Flush(flushToDisk: true);
    }
}

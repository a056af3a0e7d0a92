namespace Interop.Server.Archive.Encryption;

/// <summary>An encrypted file is not what was written: cut, appended to, changed, or of another key. The message names the file and the chunk.</summary>
internal sealed class DataFileException(string path, long chunk, string reason) : IOException($"{System.IO.Path.GetFileName(path)}, chunk {chunk}: {reason}")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Which chunk of 64 KiB, from 0; -1: the beginning of the file, before the first.</summary>
    public long Chunk { get; } = chunk;
}

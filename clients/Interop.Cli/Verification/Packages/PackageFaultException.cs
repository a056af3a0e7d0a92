namespace Interop.Cli.Verification.Packages;

/// <summary>A package is not what was signed. The message is one sentence; the place is the first octet that is wrong, or the first that may be.</summary>
/// <param name="sentence">What is wrong.</param>
/// <param name="file">In which file of the package; null of the package itself.</param>
/// <param name="offset">Octet of it, from 0.</param>
/// <param name="end">Octet before which the wrong one lies, when it is not known exactly; null when it is.</param>
internal sealed class PackageFaultException(string sentence, string? file, long offset, long? end = null) : Exception(sentence)
{
    public string? File { get; } = file;

    public long Offset { get; } = offset;

    public long? End { get; } = end;
}

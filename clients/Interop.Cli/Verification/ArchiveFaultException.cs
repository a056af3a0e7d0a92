namespace Interop.Cli.Verification;

/// <summary>The archive is not what was signed. The message is one sentence that names the first wrong record.</summary>
internal sealed class ArchiveFaultException(string sentence) : Exception(sentence);

namespace Interop.Server.Archive.Encryption;

/// <summary>A key that is needed to read the archive is not there, or is another one.</summary>
internal sealed class EncryptionKeyException(string message, Exception? inner = null) : Exception(message, inner);

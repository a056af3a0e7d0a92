namespace Interop.Server.Storage;

/// <summary>A read was ended because what has been erased waited for it: nothing is wrong, and it can be tried again.</summary>
internal sealed class ReadEndedException(Exception cause) : Exception("The read took too long and was ended; it can be tried again.", cause);

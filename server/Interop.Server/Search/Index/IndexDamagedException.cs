namespace Interop.Server.Search.Index;

/// <summary>A partition is not what was written. It is made anew from the records.</summary>
internal sealed class IndexDamagedException(string detail, Exception? cause = null) : Exception(detail, cause);

namespace Interop.Server.Export;

/// <summary>The disk has no room for more of an export.</summary>
internal sealed class NoSpaceException() : IOException("The disk has no room for this export: less would be left free than the archive needs.");

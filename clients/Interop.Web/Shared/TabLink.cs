namespace Interop.Web.Shared;

/// <param name="Title">Of the part.</param>
/// <param name="Path">Its address.</param>
public sealed record TabLink(string Title, string Path);

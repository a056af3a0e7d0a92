namespace Interop.Web.Places;

/// <summary>A page of the rail.</summary>
/// <param name="Path">Its address, and the beginning of those of its details.</param>
/// <param name="Title">On the rail and in the palette.</param>
/// <param name="Icon">Name of an icon (Shared/Icons.cs).</param>
/// <param name="Workspace">Where it is shown.</param>
/// <param name="Roles">Who may see it: any of these roles; none of the chat, which every persona has.</param>
/// <param name="Question">The one question that it answers, for the palette and the help.</param>
public sealed record Place(string Path, string Title, string Icon, Workspace Workspace, string[] Roles, string Question);

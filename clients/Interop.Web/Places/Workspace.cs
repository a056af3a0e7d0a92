namespace Interop.Web.Places;

/// <summary>The two halves of the application.</summary>
public enum Workspace
{
    Chat,
    Compliance,
}

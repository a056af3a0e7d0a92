namespace Interop.Server.Search.Text;

/// <summary>One text of a record that a reviewer would look for.</summary>
/// <param name="Part">Where it stands: text, html, filename, name of the member otherwise.</param>
/// <param name="Text">As it stands there; of HTML its text alone.</param>
internal readonly record struct RecordText(string Part, string Text);

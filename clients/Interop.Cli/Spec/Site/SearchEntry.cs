namespace Interop.Cli.Spec.Site;

/// <summary>Something that the search finds.</summary>
/// <param name="Kind">h: a heading; r: a requirement; t: a text.</param>
/// <param name="Address">From the version's folder, with the anchor.</param>
/// <param name="Title">Heading above it, or id.</param>
/// <param name="Text">Its words.</param>
internal sealed record SearchEntry(char Kind, string Address, string Title, string Text);

namespace Interop.Cli.Spec.Site.Markdown;

/// <param name="Level">1 to 6.</param>
/// <param name="Text">Its words.</param>
/// <param name="Anchor">Its id in the page.</param>
internal sealed record PageHeading(int Level, string Text, string Anchor);

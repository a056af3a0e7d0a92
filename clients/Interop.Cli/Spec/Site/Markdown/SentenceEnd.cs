using Markdig.Syntax.Inlines;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>The last word of a requirement with its chip: no line ends between them.</summary>
internal sealed class SentenceEnd : ContainerInline;

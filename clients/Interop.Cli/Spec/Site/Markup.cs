using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace Interop.Cli.Spec.Site;

/// <summary>
/// HTML. It is made by interpolation only, and every string that is put in is written as text: what a page says can never become a tag.
/// </summary>
internal readonly record struct Markup
{
    private Markup(string html) => Html = html;

    public static Markup Empty { get; } = new("");

    public string Html => field ?? "";

    public bool IsEmpty => Html.Length == 0;

    /// <summary>Markup with texts, numbers and other markup put in.</summary>
    public static Markup Of(Handler handler) => new(handler.Text());

    /// <summary>One after the other.</summary>
    public static Markup Join(params IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part.Html)));

    /// <summary>One after the other, with something between.</summary>
    public static Markup Join(string between, IEnumerable<Markup> parts) => new(string.Join(Encode(between), parts.Select(part => part.Html)));

    /// <summary>What a renderer wrote that encodes by itself: Markdig's, with the renderers of this folder.</summary>
    internal static Markup Rendered(string html) => new(html);

    /// <summary>A text as it stands between tags and in attributes in double quotes.</summary>
    public static string Encode(string text) => HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All).Encode(text);

    public override string ToString() => Html;

    /// <summary>Literals are HTML, everything else is text.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Handler
    {
        private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);
        private readonly StringBuilder html;

        public Handler(int literals, int holes) => html = new StringBuilder(literals + (holes * 32));

        public void AppendLiteral(string literal) => html.Append(literal);

        public void AppendFormatted(string? text) => html.Append(Encoder.Encode(text ?? ""));

        public void AppendFormatted(int number) => html.Append(number);

        public void AppendFormatted(Markup markup) => html.Append(markup.Html);

        public void AppendFormatted(IEnumerable<Markup> parts)
        {
            foreach (var part in parts)
                html.Append(part.Html);
        }

        internal string Text() => html.ToString();
    }
}

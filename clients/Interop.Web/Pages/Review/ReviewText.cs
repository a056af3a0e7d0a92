using System.Globalization;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Content;
using Interop.Protocol.ReviewApi;

namespace Interop.Web.Pages.Review;

/// <summary>
/// What somebody wrote, and where in it policies have found something (spec 7.10): the one string that is shown with its marks, what was found in other
/// forms of the message, and in files. Places are numbers of UTF-16 units in a string, so that marks are made of text and never of markup.
/// </summary>
internal sealed class ReviewText
{
    private readonly IReadOnlyList<ContentHit> hits;

    private ReviewText(string text, string? pointer, IReadOnlyList<ContentHit> hits, IReadOnlyList<ContentPart> files)
    {
        (Text, this.hits, Files) = (text, hits, files);
        Shown = [.. hits.Where(hit => hit.File is null && hit.Pointer == pointer)];
    }

    /// <summary>Plain text; of what has none its source.</summary>
    public string Text { get; }

    /// <summary>Those within <see cref="Text"/>.</summary>
    public IReadOnlyList<ContentHit> Shown { get; }

    /// <summary>In strings that are not shown, and not found in the shown one too.</summary>
    public IEnumerable<ContentHit> Elsewhere => hits.Where(hit => hit.File is null && !Shown.Contains(hit) && !Shown.Any(shown => shown.Policy == hit.Policy && shown.Term == hit.Term));

    public IEnumerable<ContentHit> InFiles => hits.Where(hit => hit.File is not null);

    /// <summary>Attached ones.</summary>
    public IReadOnlyList<ContentPart> Files { get; }

    public static ReviewText Of(JsonElement? content, IReadOnlyList<ContentHit>? hits)
    {
        if (content is not { ValueKind: JsonValueKind.Object } found)
            return new ReviewText("", null, hits ?? [], []);
        if (Message(found) is not { } message)
            return new ReviewText(found.GetRawText() is "{}" ? "" : found.GetRawText(), null, hits ?? [], []);
        var parts = Parts(message.Part, "/part", 0).ToList();
        var shown = parts.Find(p => p.Part.ContentType == MessageText.Plain) is { Part: not null } plain ? plain : parts.Find(p => p.Part.ContentType == MessageText.Html);
        return new ReviewText(shown.Part?.Content ?? "", shown.Part is null ? null : $"{shown.Pointer}/content", hits ?? [], [.. parts.Where(p => p.Part.Cardinality == "external").Select(p => p.Part)]);
    }

    /// <summary>A text in pieces: those that were found say by what.</summary>
    /// <param name="text">The whole.</param>
    /// <param name="hits">Places within it; what lies outside of it is left out.</param>
    public static IReadOnlyList<Piece> Pieces(string text, IReadOnlyList<ContentHit> hits)
    {
        var inside = hits.Where(hit => hit.Start >= 0 && hit.Length > 0 && hit.Start + (long)hit.Length <= text.Length).ToList();
        var edges = inside.SelectMany(hit => new[] { hit.Start, hit.Start + hit.Length }).Append(0).Append(text.Length).Distinct().Order().ToList();
        var pieces = new List<Piece>();
        for (var i = 0; i + 1 < edges.Count; i++)
        {
            var (from, to) = (edges[i], edges[i + 1]);
            var why = inside.Where(hit => hit.Start <= from && hit.Start + hit.Length >= to).Select(Name).Distinct().ToArray();
            pieces.Add(new Piece(text[from..to], why.Length == 0 ? null : string.Join(", ", why)));
        }
        return pieces;
    }

    /// <summary>What found it.</summary>
    public static string Name(ContentHit hit) => string.Create(CultureInfo.InvariantCulture, $"{hit.Policy}/{hit.Version}: {hit.Term}");

    private static MessageContent? Message(JsonElement content)
    {
        try
        {
            return content.TryGetProperty("part", out _) ? content.Deserialize(OcipJson.Default.MessageContent) : null;
        }
        catch (JsonException)
        {
            // A content of another shape is shown as it stands.
            return null;
        }
    }

    private static IEnumerable<(ContentPart Part, string Pointer)> Parts(ContentPart part, string pointer, int depth)
    {
        yield return (part, pointer);
        if (depth >= 4)
            yield break;
        foreach (var (index, inner) in (part.Parts ?? []).Index())
        {
            foreach (var below in Parts(inner, string.Create(CultureInfo.InvariantCulture, $"{pointer}/parts/{index}"), depth + 1))
                yield return below;
        }
    }

    /// <summary>A piece of a text.</summary>
    /// <param name="Text">As it was written.</param>
    /// <param name="Why">What found it; null of what nothing found.</param>
    internal sealed record Piece(string Text, string? Why);
}

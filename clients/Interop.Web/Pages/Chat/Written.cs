using Interop.Protocol.Content;

namespace Interop.Web.Pages.Chat;

/// <summary>What somebody has written, as the content of a message.</summary>
internal static class Written
{
    /// <param name="text">Empty where files speak for themselves.</param>
    /// <param name="files">Parts that refer to files.</param>
    /// <param name="urgency">Why it should not wait; null of what may.</param>
    public static MessageContent Of(string text, IReadOnlyList<ContentPart> files, string? urgency = null)
    {
        var said = text.Trim();
        ContentPart[] words = said.Length == 0 && files.Count > 0 ? [] : [MessageText.Of(said).Part];
        ContentPart[] parts = [.. words, .. files];
        return new MessageContent
        {
            Urgent = urgency is null ? null : new Urgency(urgency.Trim()),
            Part = parts is [var one] ? one : new ContentPart { Cardinality = "multi", Semantics = "processAll", Parts = parts },
        };
    }
}

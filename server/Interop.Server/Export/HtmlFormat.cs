using System.Text;

namespace Interop.Server.Export;

/// <summary>html/index.html with a list of all conversations, and a page for each of them. Each page can be searched, printed and read without the others.</summary>
internal sealed class HtmlFormat(ExportFolder folder) : IConversationFormat
{
    public const string Index = "html/index.html";

    public string Name => "html";

    public void Begin() => folder.Grow(Index).Raw(HtmlText.Head("Conversations") + "<h1>Conversations</h1>\n<p class=\"q\">People and rooms have the names that they had on that day; on the pages their ids stand beside them, which do not change.</p>\n" + HtmlText.Find("the list")
        + "<table><thead><tr><th scope=\"col\">Day (UTC)</th><th scope=\"col\">Conversation</th><th scope=\"col\">People</th><th scope=\"col\">Messages</th></tr></thead><tbody>\n");

    public void End() => folder.Grow(Index).Raw("</tbody></table>\n" + HtmlText.Foot());

    public void Write(Conversation conversation)
    {
        using (var page = folder.Create($"html/{conversation.Id}.html"))
            page.Write(Encoding.UTF8.GetBytes(HtmlText.Head($"{conversation.Title} {conversation.Day:yyyy-MM-dd}") + "<p><a href=\"../index.html\">All conversations</a></p>\n"
                + HtmlText.Find("this conversation") + HtmlText.Of(conversation, "../../") + HtmlText.Foot()));
        folder.Grow(Index).Raw($"<tr data-f><td>{conversation.Day:yyyy-MM-dd}</td><td><a href=\"{conversation.Id}.html\"><bdi>{HtmlText.Safe(conversation.Title)}</bdi></a>{(conversation.Part > 1 ? $" part {conversation.Part}" : "")}</td>"
            + $"<td>{string.Join(", ", conversation.People.Select(p => $"<bdi>{HtmlText.Safe(p.Name)}</bdi>"))}</td><td>{conversation.Lines.Count(l => l.IsMessage)}</td></tr>\n");
    }
}

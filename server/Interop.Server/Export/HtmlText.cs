using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Interop.Server.Export;

/// <summary>
/// Pages that need nothing beside themselves: the style and the one script stand in them, by their digests nothing else can run, and nothing is fetched.
/// What people wrote is text, never markup.
/// </summary>
internal static class HtmlText
{
    private const string Style = """
        :root{color-scheme:light dark;--line:#c8ccd4;--quiet:#555d6b;--back:#fff;--ink:#15181d;--mark:#8a4b00;--soft:#f4f5f7}
        @media(prefers-color-scheme:dark){:root{--line:#3a404b;--quiet:#a3adbd;--back:#14171c;--ink:#e9edf3;--mark:#ffb86b;--soft:#1d2128}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:60rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif;background:var(--back);color:var(--ink)}
        h1{font-size:1.4rem;margin:.5rem 0}
        a{color:inherit}
        .find{position:sticky;top:0;padding:.5rem 0;background:var(--back);border-bottom:1px solid var(--line)}
        input{font:inherit;width:min(30rem,100%);padding:.3rem .5rem;color:inherit;background:var(--back);border:1px solid var(--quiet);border-radius:.3rem}
        table{border-collapse:collapse;width:100%;margin:1rem 0}
        th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
        article{padding:.5rem 0;border-bottom:1px solid var(--line)}
        article header{display:flex;flex-wrap:wrap;gap:.2rem .8rem;align-items:baseline}
        .q{color:var(--quiet);font-size:.85rem}
        .id{font:.8rem ui-monospace,monospace;color:var(--quiet);overflow-wrap:anywhere}
        .t{white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0}
        .n{margin:.2rem 0;padding-left:1.2rem;color:var(--mark);font-size:.9rem;overflow-wrap:anywhere}
        .s{background:var(--soft)}
        [hidden]{display:none}
        @media print{:root{color-scheme:light;--back:#fff;--ink:#000;--quiet:#333;--mark:#000;--line:#999;--soft:#fff}
        body{max-width:none;padding:0}.find{display:none}article,tr{break-inside:avoid}h1{break-after:avoid}article[hidden]{display:block}tr[hidden]{display:table-row}}
        """;

    private const string Script = """
        const q=document.getElementById('q'),n=document.getElementById('n'),all=[...document.querySelectorAll('[data-f]')];
        q.addEventListener('input',()=>{const w=q.value.toLowerCase();let c=0;for(const e of all){const off=w!==''&&!e.textContent.toLowerCase().includes(w);e.hidden=off;if(!off)c++}
        n.textContent=w===''?'':c+' of '+all.length});
        """;

    private static readonly string Policy = $"default-src 'none'; style-src 'sha256-{Digest(Style)}'; script-src 'sha256-{Digest(Script)}'; base-uri 'none'; form-action 'none'";

    public static string Head(string title) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{Policy}">
        <meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer"><title>{Safe(title)}</title>
        <style>{Style}</style></head><body>

        """;

    public static string Find(string what) => $"""
        <div class="find" role="search"><label>Find in {what}: <input id="q" type="search" autocomplete="off"></label> <span id="n" role="status" class="q"></span></div>

        """;

    public static string Foot() => $"<script>{Script}</script></body></html>\n";

    /// <summary>One line of text; direction marks are shown.</summary>
    public static string Safe(string text) => WebUtility.HtmlEncode(EscapedText.Line(text));

    /// <summary>Several lines of text; direction marks are shown.</summary>
    public static string Words(string text) => WebUtility.HtmlEncode(EscapedText.Shown(text));

    /// <summary>The people and lines of a conversation.</summary>
    /// <param name="conversation">What is shown.</param>
    /// <param name="toMedia">From the page to the package's root; null where files are not beside it.</param>
    public static string Of(Conversation conversation, string? toMedia)
    {
        var html = new StringBuilder();
        html.Append($"<h1><bdi>{Safe(conversation.Title)}</bdi></h1>\n<p class=\"q\">{conversation.Day:yyyy-MM-dd} (all times UTC){(conversation.Part > 1 ? $", part {conversation.Part}" : "")}, {conversation.Kind} room <span class=\"id\">{Safe(conversation.Room)}</span></p>\n");
        html.Append("<table><caption class=\"q\">Participants, by the names that they had at its beginning; ids do not change</caption><thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Id</th><th scope=\"col\">Account</th><th scope=\"col\">There at the beginning</th><th scope=\"col\">Messages</th></tr></thead><tbody>\n");
        foreach (var person in conversation.People)
            html.Append($"<tr><td><bdi>{Safe(person.Name)}</bdi></td><td class=\"id\">{Safe(person.User.Value)}</td><td><bdi>{Safe(person.Account is null ? "" : $"{person.Network}: {person.Account}")}</bdi></td><td>{(conversation.Present.Any(p => p.User == person.User) ? "yes" : "no")}</td><td>{conversation.Lines.Count(l => l.IsMessage && l.Sender == person.User)}</td></tr>\n");
        html.Append("</tbody></table>\n<main>\n");
        foreach (var line in conversation.Lines)
            Append(html, line, toMedia);
        return html.Append("</main>\n").ToString();
    }

    private static void Append(StringBuilder html, ConversationLine line, string? toMedia)
    {
        html.Append($"<article data-f id=\"r{line.Index}\"{(line.IsMessage ? "" : " class=\"s\"")}><header>");
        if (line.SenderName is { } sender)
            html.Append($"<strong><bdi>{Safe(sender)}</bdi></strong>");
        html.Append($"<time class=\"q\" datetime=\"{Safe(line.Sent ?? line.At)}\">{Safe(line.Sent ?? line.At)}</time><span class=\"q\">{Safe(line.Type ?? line.Kind)}</span><a class=\"q\" href=\"#r{line.Index}\">record {line.Index}</a>");
        if (line.Event is { } id && line.Sender is not null)
            html.Append($"<span class=\"id\">{Safe(id)}</span>");
        html.Append($"</header><div class=\"t\" dir=\"auto\">{Words(line.Sentence ?? line.Words)}</div>");
        var notes = Transcript.Notes(line).ToList();
        if (notes.Count > 0)
            html.Append($"<ul class=\"n\">{string.Concat(notes.Select(n => $"<li><bdi>{Safe(n)}</bdi></li>"))}</ul>");
        if (toMedia is not null)
            html.Append(string.Concat(line.Told.Attachments.Select(a => $"<p class=\"q\"><a download href=\"{toMedia}{ExportParts.PathOf(a.Digest)}\"><bdi>{Safe(a.Name.Length == 0 ? a.Digest : a.Name)}</bdi></a></p>")));
        html.Append("</article>\n");
    }

    private static string Digest(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

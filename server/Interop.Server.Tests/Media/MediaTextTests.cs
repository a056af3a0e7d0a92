using System.IO.Compression;
using System.Text;
using Interop.Server.Media.Text;
using Xunit;

namespace Interop.Server.Tests.Media;

/// <summary>What is searched of files (spec 15.11): text where there is some, and never more work than the limits allow.</summary>
public sealed class MediaTextTests
{
    private const string Word = "<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>Quarterly</w:t></w:r><w:r><w:t xml:space='preserve'> figures</w:t><w:instrText>hidden</w:instrText></w:r></w:p><w:p><w:r><w:t>Second</w:t><w:tab/><w:t>line</w:t></w:r></w:p></w:body></w:document>";

    [Theory]
    [InlineData("text/plain", "hello\nworld", "hello\nworld")]
    [InlineData("text/html", "<title>A</title><p>Clo<b>sing</b> price &amp; volume<script>var x='<p>no';</script><style>p{}</style><!-- not this --><p>1 < 2&#33;", "A\nClosing price & volume\n1 < 2!")]
    [InlineData("text/html", "<p>one</p><SCRIPT src=x>no</SCRIPT >two<!--a--b--->three", "one\ntwothree")]
    [InlineData("image/svg+xml", "<svg><text>Chart</text></svg>", "Chart")]
    [InlineData("image/png", "hello", null)]
    [InlineData("application/pdf", "%PDF-1.7 hello", null)]
    [InlineData("application/zip", "PK no zip", null)]
    public void Text_IsTakenOut(string type, string octets, string? text) => Assert.Equal(text, MediaText.Extract(new MemoryStream(Encoding.UTF8.GetBytes(octets)), type)?.Trim());

    [Theory]
    [InlineData("word/document.xml", Word, "Quarterly figures\nSecond line")]
    [InlineData("xl/sharedStrings.xml", "<sst xmlns='x'><si><t>Acme</t></si><si><r><t>Glo</t></r><r><t>bex</t></r></si></sst>", "Acme\nGlobex")]
    [InlineData("ppt/slides/slide12.xml", "<p:sld xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>Outlook</a:t></a:r></a:p></p:sld>", "Outlook")]
    [InlineData("content.xml", "<o:body xmlns:o='o' xmlns:text='t'><text:h>Minutes</text:h><text:p>all <text:span>agreed</text:span></text:p></o:body>", "Minutes\nall agreed")]
    [InlineData("readme.xml", "<a>not a document</a>", "not a document")]
    [InlineData("word/document.xml", "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x><t>&a;</t></x>", null)]
    [InlineData("word/document.xml", "<d><t>before the break</t>", "before the break")]
    public void OfficeDocuments_AreRead_WithoutDocumentTypes(string name, string xml, string? text)
    {
        using var zip = Zip((name, Encoding.UTF8.GetBytes(xml)));
        Assert.Equal(text, MediaText.Extract(zip, "application/zip")?.Trim());
    }

    [Fact]
    public void Bombs_CostNoMoreThanTheLimits()
    {
        // Two hundred megabytes of one text, in two hundred kilobytes; a hundred thousand elements deep; two hundred thousand entries.
        var huge = new byte[200_000_000];
        "<d><t>"u8.CopyTo(huge);
        huge.AsSpan(6).Fill((byte)'a');
        using var bomb = Zip(("word/document.xml", huge));
        using var deep = Zip(("content.xml", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 100_000)) + "never")));
        using var many = Zip([.. Enumerable.Range(0, 20_000).Select(n => ($"word/a-name-that-is-long-{n:D30}.xml", Array.Empty<byte>()))]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True((MediaText.Extract(bomb, "application/zip")?.Length ?? 0) <= MediaText.CharactersMax);
        Assert.Null(MediaText.Extract(deep, "application/zip"));
        Assert.Null(MediaText.Extract(many, "application/zip"));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 200_000_000, $"{allocated} octets were allocated");
        Assert.Equal(MediaText.CharactersMax, MediaText.Extract(new MemoryStream(new byte[8_000_000]), "text/plain")!.Length);
    }

    [Theory]
    [InlineData("text/plain", "all of it", "all of it", null)]
    [InlineData("text/plain", "0123456789012345678901234567890123456789", "012345678901234567890123456789", "tooLarge")]
    [InlineData("image/png", "hello", "", null)]
    [InlineData("audio/mpeg", "hello", "", null)]
    [InlineData("application/pdf", "%PDF-1.7 hello", "", "type")]
    [InlineData("application/octet-stream", "hello", "", "type")]
    [InlineData("application/zip", "PK no zip", "", "broken")]
    public void WhatIsNotRead_IsSaid(string type, string octets, string text, string? unreadable)
    {
        var reading = MediaText.Read(new MemoryStream(Encoding.UTF8.GetBytes(octets)), type, 30, CancellationToken.None);
        Assert.Equal((text, unreadable), (reading.Text, reading.Unreadable));
    }

    [Fact]
    public void Archives_GiveTheirTexts_OneLevelDeep()
    {
        using var inner = Zip(("secret.txt", "not this"u8.ToArray()));
        using var texts = Zip(("a/notes", "hello"u8.ToArray()), ("b.html", "<p>and <b>this</b>"u8.ToArray()), ("c.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), ("d/", []));
        Assert.Equal(new MediaReading("hello\nand this\n", null), Normal(MediaText.Read(texts, "application/zip", 100, CancellationToken.None)));
        using var nested = Zip(("a.txt", "hello"u8.ToArray()), ("b.zip", inner.ToArray()));
        Assert.Equal(new MediaReading("hello\n", MediaReading.Type), MediaText.Read(nested, "application/zip", 100, CancellationToken.None));
        using var bomb = Zip([.. Enumerable.Range(0, 20).Select(n => ($"{n}.txt", new byte[8_000_000]))]);
        Assert.Equal(MediaReading.TooLarge, MediaText.Read(bomb, "application/zip", MediaText.CharactersMax, CancellationToken.None).Unreadable);

        static MediaReading Normal(MediaReading reading) => reading with { Text = reading.Text.Replace("\n\n", "\n", StringComparison.Ordinal) };
    }

    [Fact]
    public void EncryptedDocuments_AreNotRead_AndTimeEnds()
    {
        using var document = Zip(("word/document.xml", Encoding.UTF8.GetBytes(Word)));
        Assert.Null(MediaText.Read(document, "application/zip", 100, CancellationToken.None).Unreadable);
        Assert.Equal(MediaReading.Time, MediaText.Read(document, "application/zip", 100, new CancellationToken(canceled: true)).Unreadable);
        // Bit 0 of the flags, in the entry and in the list: it asks for a password.
        var locked = document.ToArray();
        locked[6] |= 1;
        locked[locked.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 8] |= 1;
        Assert.Equal(MediaReading.Encrypted, MediaText.Read(new MemoryStream(locked), "application/zip", 100, CancellationToken.None).Unreadable);
        using var many = Zip([.. Enumerable.Range(1, 60).Select(n => ($"ppt/slides/slide{n}.xml", Encoding.UTF8.GetBytes($"<a><t>slide {n}.</t></a>")))]);
        Assert.Contains("slide 60.", MediaText.Extract(many, "application/zip"), StringComparison.Ordinal);
    }

    private static MemoryStream Zip(params (string Name, byte[] Octets)[] parts)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, octets) in parts)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(octets);
            }
        }
        file.Position = 0;
        return file;
    }
}

using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Server.Compliance.Rulebook;
using Xunit;

namespace Interop.Server.Tests.Compliance.Rulebook;

public sealed class WrittenTextTests
{
    private const string Several = """
        {"topicId":"plans","part":{"cardinality":"multi","semantics":"chooseOne","parts":[
          {"cardinality":"single","contentType":"text/html","content":"<p>Con<b>fid</b>ential &amp; <i>new</i></p><script>x</script><td>a</td><td>b</td>"},
          {"cardinality":"single","contentType":"text/plain","content":"caf\u00e9 \"now\""},
          {"cardinality":"external","contentType":"application/pdf","url":"https://a.example/x","filename":"salary.pdf"}]}}
        """;

    [Fact]
    public void EveryString_IsASegment_AsAReaderSeesIt_WithItsPlace()
    {
        var text = WrittenText.Of(EventTypes.Message, JsonElement.Parse(Several));
        var found = Enumerable.Range(0, text.Count).Select(i => (Text: string.Join(' ', text[i].ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)), Pointer: text.PointerOf(i), Part: text.PartOf(i))).ToArray();
        Assert.Equal(
            [
                ("plans", "/topicId", null), ("Confidential & new a b", "/part/parts/0/content", "/part/parts/0"), ("café \"now\"", "/part/parts/1/content", "/part/parts/1"),
                ("salary.pdf", "/part/parts/2/filename", "/part/parts/2"),
            ],
            found);
    }

    [Fact]
    public void OtherTypes_GiveEveryString()
    {
        var text = WrittenText.Of(EventTypes.Retract, JsonElement.Parse("""{"reason":"wrong room","x":{"y/z":["one"]}}"""));
        Assert.Equal(["wrong room", "one"], Enumerable.Range(0, text.Count).Select(i => text[i].ToString()));
        Assert.Equal("/x/y~1z/0", text.PointerOf(1));
        Assert.Null(text.PartOf(1));
    }

    [Fact]
    public void Extraction_AllocatesNothing_OnceItsMemoryHasGrown()
    {
        var content = JsonElement.Parse("""{"part":{"cardinality":"single","contentType":"text/plain","content":"Please look at clause 7 before you sign."}}""");
        var seen = 0;
        for (var i = 0; i < 100; i++)
            seen += WrittenText.Of(EventTypes.Message, content).Count;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            seen += WrittenText.Of(EventTypes.Message, content)[0].Length;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(seen > 0);
    }

    [Fact]
    public void MoreThanAnEventMayHave_IsALimit() =>
        Assert.Throws<PolicyLimitException>(() => WrittenText.Of(EventTypes.Message, JsonElement.Parse($$"""{"topicId":"{{new string('a', WrittenText.CharactersMax)}}"}""")).Count);
}

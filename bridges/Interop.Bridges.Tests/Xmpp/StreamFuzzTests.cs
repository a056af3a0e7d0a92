using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Interop.Bridges.Xmpp.Messages;
using Interop.Bridges.Xmpp.Xml;
using Xunit;
using Xunit.Abstractions;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>
/// Whatever octets come: complete stanzas, or the one exception that ends the stream; the same for every cut into pieces; never more memory than the limits
/// allow. Runs two seconds, or INTEROP_FUZZ_SECONDS; a failure names the seed (OCIP_FUZZ_SEED repeats it).
/// </summary>
public sealed class StreamFuzzTests(ITestOutputHelper output)
{
    private const int RunsMin = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly XmlLimits Small = new() { StanzaOctetsMax = 4096, SkipOctetsMax = 16 * 1024, DepthMax = 8, AttributesMax = 6, AttributeOctetsMax = 256, TextOctetsMax = 1024, HeaderOctetsMax = 1024, ElementsMax = 64 };

    private static readonly string[] Bits =
    [
        "<message from='a@b' to='c@d' id='1'>", "</message>", "<body>", "</body>", "hello", "日本語", "👋", "<a>", "</a>", "<a/>", "<a b='c'/>", "<a b=\"c\">", "<![CDATA[x]]>", "]]>", "<!", "<!DOCTYPE x>",
        "<!DOCTYPE x [<!ENTITY e \"eeeeeeeeee\">]>", "&lt;", "&e;", "&#x41;", "&#0;", "&#xD800;", "<?pi x?>", "<?xml version='1.0'?>", "<!-- c -->", "'", "\"", "<", ">", "/", "=", " ", "\n", "\0", "\u0001", "\uFFFF",
        "xmlns='u'", "xmlns:p='v'", "<p:x/>", "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>", "</stream:stream>", "<stream:stream>",
        "<retract xmlns='urn:xmpp:message-retract:1' id='x'/>", "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='99999'/></fallback>",
        "<reply xmlns='urn:xmpp:reply:0' id='q'/>", "<stanza-id xmlns='urn:xmpp:sid:0' by='room@x' id='7'/>", "<delay xmlns='urn:xmpp:delay' stamp='not a time'/>",
        "<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'><b>x</b></body></html>", "<replace xmlns='urn:xmpp:message-correct:0' id='1'/>",
    ];

    [Fact]
    public void AnyOctets_GiveStanzasOrOneException_HoweverTheyAreCut()
    {
        var seconds = double.TryParse(Environment.GetEnvironmentVariable("INTEROP_FUZZ_SECONDS"), out var asked) ? asked : 2;
        var seed = uint.TryParse(Environment.GetEnvironmentVariable("OCIP_FUZZ_SEED"), out var given) ? given : (uint)RandomNumberGenerator.GetInt32(int.MaxValue);
        var clock = Stopwatch.StartNew();
        var runs = 0;
        do
        {
            var dice = new Dice(seed + (uint)runs);
            var octets = Make(dice);
            var whole = Run(octets, [octets.Length]);
            var cut = Run(octets, Cuts(dice, octets.Length));
            Assert.True(whole == cut, $"seed {seed + (uint)runs}: {whole} | {cut}");
            runs++;
        }
        while (clock.Elapsed.TotalSeconds < seconds || (runs < RunsMin && clock.Elapsed < Patience)); // on a busy machine a little longer
        output.WriteLine($"{runs} streams in {clock.Elapsed.TotalSeconds:0.0} s from seed {seed}");
        Assert.True(runs >= RunsMin, $"only {runs} streams in {clock.Elapsed}");
    }

    private static string Run(byte[] octets, IEnumerable<int> pieces)
    {
        var result = new StringBuilder();
        var framer = new StanzaFramer(Small);
        var parser = new StanzaParser();
        var at = 0;
        try
        {
            foreach (var size in pieces)
            {
                // What was complete before a fault counts: as the stream's reader would have had it.
                var frames = new List<StreamFrame>();
                var fault = Feed(framer, octets.AsSpan(at, size), frames);
                at += size;
                foreach (var frame in frames)
                    Take(frame, parser, result);
                if (fault is not null)
                    return result.Append(fault.Condition).ToString();
            }
        }
        catch (XmppStreamException exception)
        {
            result.Append(exception.Condition);
        }
        return result.ToString();
    }

    private static XmppStreamException? Feed(StanzaFramer framer, ReadOnlySpan<byte> octets, List<StreamFrame> frames)
    {
        try
        {
            framer.Feed(octets, frames);
            return null;
        }
        catch (XmppStreamException exception)
        {
            return exception;
        }
    }

    private static void Take(StreamFrame frame, StanzaParser parser, StringBuilder result)
    {
        Assert.True(frame.Octets.Length <= Small.StanzaOctetsMax);
        switch (frame.Kind)
        {
            case FrameKind.Header:
                parser.ParseHeader(frame.Octets);
                break;
            case FrameKind.Stanza:
                var element = parser.Parse(frame.Octets);
                result.Append(element.Name.LocalName).Append(element.Value.Length).Append(';');
                var read = MessageReader.Read(element, "room@x");
                result.Append(read.Text?.Length ?? -1).Append(';');
                break;
            case FrameKind.Refused when frame.Octets.Length > 0:
                parser.ParseTag(frame.Octets);
                result.Append("refused;");
                break;
            default:
                result.Append(frame.Kind).Append(';');
                break;
        }
    }

    private static byte[] Make(Dice dice)
    {
        var text = new List<byte>();
        if (dice.Next(20) > 0)
            text.AddRange("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' id='1'>"u8.ToArray());
        for (var i = dice.Next(60); i > 0; i--)
        {
            if (dice.Next(3) == 0)
                text.AddRange("<message from='a@b' to='c@d'><body>x</body></message>"u8.ToArray());
            var bit = Encoding.UTF8.GetBytes(Bits[dice.Next(Bits.Length)]);
            for (var times = dice.Next(40) == 0 ? dice.Next(3000) : 1; times > 0; times--)
                text.AddRange(bit);
        }
        var octets = text.ToArray();
        for (var i = dice.Next(3) == 0 ? dice.Next(5) : 0; i > 0 && octets.Length > 0; i--)
            octets[dice.Next(octets.Length)] = (byte)dice.Next(256);
        return dice.Next(10) == 0 && octets.Length > 0 ? octets[..dice.Next(octets.Length)] : octets;
    }

    private static List<int> Cuts(Dice dice, int length)
    {
        var cuts = new List<int>();
        while (length > 0)
        {
            var size = Math.Min(length, 1 + dice.Next(dice.Next(4) == 0 ? 3 : 200));
            cuts.Add(size);
            length -= size;
        }
        return cuts;
    }

    /// <summary>xorshift: the same from the same seed, for ever.</summary>
    private sealed class Dice(uint seed)
    {
        private uint state = seed * 2654435769u | 1u;

        public int Next(int below)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            return (int)(state % (uint)below);
        }
    }
}

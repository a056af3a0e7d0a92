using System.Buffers;

namespace Interop.Bridges.Xmpp.Xml;

/// <summary>
/// Cuts an XMPP stream (RFC 6120 §4) into its opening tag and complete stanzas, octet by octet, before any XML parser sees them. So a stanza is there as
/// soon as its last octet is; every limit holds before memory is spent; a stanza past a limit is skipped without losing step; and each stanza gets a
/// parser, and a table of names, of its own (one parser for the whole stream would keep every element name that anybody ever sent).
/// </summary>
/// <remarks>
/// Knows just enough of XML: tags, quotes, CDATA. Comments, processing instructions and DTDs, which RFC 6120 §11.1 forbids, end the stream. Whether a stanza is
/// well-formed inside is <see cref="StanzaParser"/>'s business. Not thread-safe.
/// </remarks>
internal sealed class StanzaFramer(XmlLimits limits)
{
    private static readonly SearchValues<byte> EndOfText = SearchValues.Create("<"u8);
    private static ReadOnlySpan<byte> CDataStart => "[CDATA["u8;

    private ArrayBufferWriter<byte> buffer = new(4096);
    private State state = State.Text;
    private byte quote;
    private int matched;
    private int depth;
    private int attributes;
    private int elements;
    private int run;
    private long length;
    private byte[]? head;
    private string? refused;
    private bool started;

    private enum State
    {
        Text,
        Markup,
        Declaration,
        Bang,
        CData,
        StartTag,
        StartTagSlash,
        Value,
        EndTag,
    }

    /// <summary>Takes the next octets and adds what became complete.</summary>
    /// <exception cref="XmppStreamException">The stream cannot go on.</exception>
    public void Feed(ReadOnlySpan<byte> octets, ICollection<StreamFrame> frames)
    {
        while (!octets.IsEmpty)
        {
            if (state == State.Text && depth > 1)
            {
                // The long runs, taken in one piece.
                var end = octets.IndexOfAny(EndOfText);
                var text = end < 0 ? octets : octets[..end];
                Append(text);
                run += text.Length;
                if (run > limits.TextOctetsMax)
                    Refuse($"a text of more than {limits.TextOctetsMax} octets");
                octets = octets[text.Length..];
                if (octets.IsEmpty)
                    return;
            }
            Step(octets[0], frames);
            octets = octets[1..];
        }
    }

    private void Step(byte octet, ICollection<StreamFrame> frames)
    {
        switch (state)
        {
            case State.Text when octet == '<':
                state = State.Markup;
                break;
            case State.Text:
                BetweenStanzas(octet);
                break;
            case State.Markup:
                Markup(octet);
                break;
            case State.Declaration:
                Declaration(octet);
                break;
            case State.Bang:
                Bang(octet);
                break;
            case State.CData:
                CData(octet);
                break;
            case State.StartTag:
                StartTag(octet, frames);
                break;
            case State.StartTagSlash:
                if (octet != '>')
                    throw Malformed("a slash inside a tag");
                Append(octet);
                Opened(frames, empty: true);
                break;
            case State.Value:
                Value(octet);
                break;
            case State.EndTag:
                Append(octet);
                if (octet == '>')
                    Closed(frames);
                break;
            default:
                throw new InvalidOperationException($"{state}");
        }
    }

    private void BetweenStanzas(byte octet)
    {
        // A byte order mark may stand before anything else.
        if (!IsSpace(octet) && (started || depth > 0 || octet is not (0xEF or 0xBB or 0xBF)))
            throw Malformed("text between stanzas");
    }

    private void Markup(byte octet)
    {
        switch (octet)
        {
            case (byte)'?':
                if (started)
                    throw new XmppStreamException(XmppStreamException.RestrictedXml, "a processing instruction");
                (state, run) = (State.Declaration, 0);
                break;
            case (byte)'!':
                if (depth < 2)
                    throw new XmppStreamException(XmppStreamException.RestrictedXml, "a comment or DTD");
                (state, matched) = (State.Bang, 0);
                Append("<!"u8);
                break;
            case (byte)'/':
                if (depth == 0)
                    throw Malformed("an end tag before the stream");
                state = State.EndTag;
                Append("</"u8);
                break;
            default:
                if (IsSpace(octet) || octet is (byte)'<' or (byte)'>' or (byte)'&')
                    throw Malformed("a tag without a name");
                if (depth == 0 && started)
                    throw Malformed("a second stream");
                state = State.StartTag;
                attributes = 0;
                depth++;
                if (depth - 1 > limits.DepthMax)
                    Refuse($"elements nested more than {limits.DepthMax} deep");
                if (++elements > limits.ElementsMax)
                    Refuse($"more than {limits.ElementsMax} elements");
                Append((byte)'<');
                Append(octet);
                break;
        }
        started = started || state == State.StartTag;
    }

    private void Declaration(byte octet)
    {
        if (++run > limits.HeaderOctetsMax)
            throw Malformed("an endless XML declaration");
        if (octet == '>')
            (state, run) = (State.Text, 0);
    }

    private void Bang(byte octet)
    {
        if (octet != CDataStart[matched])
            throw new XmppStreamException(XmppStreamException.RestrictedXml, "a comment or DTD");
        Append(octet);
        if (++matched == CDataStart.Length)
            (state, matched) = (State.CData, 0);
    }

    private void CData(byte octet)
    {
        Append(octet);
        if (++run > limits.TextOctetsMax)
            Refuse($"a text of more than {limits.TextOctetsMax} octets");
        if (octet == ']')
            matched = Math.Min(matched + 1, 2);
        else if (octet == '>' && matched == 2)
            (state, matched) = (State.Text, 0);
        else
            matched = 0;
    }

    private void StartTag(byte octet, ICollection<StreamFrame> frames)
    {
        Append(octet);
        switch (octet)
        {
            case (byte)'"' or (byte)'\'':
                (state, quote, run) = (State.Value, octet, 0);
                if (++attributes > limits.AttributesMax)
                    Refuse($"an element of more than {limits.AttributesMax} attributes");
                break;
            case (byte)'/':
                state = State.StartTagSlash;
                break;
            case (byte)'>':
                Opened(frames, empty: false);
                break;
            case (byte)'<':
                throw Malformed("a tag inside a tag");
            default:
                break;
        }
    }

    private void Value(byte octet)
    {
        Append(octet);
        if (octet == quote)
            (state, run) = (State.StartTag, 0);
        else if (octet == '<')
            throw Malformed("a tag inside an attribute");
        else if (++run > limits.AttributeOctetsMax)
            Refuse($"an attribute of more than {limits.AttributeOctetsMax} octets");
    }

    private void Opened(ICollection<StreamFrame> frames, bool empty)
    {
        (state, run) = (State.Text, 0);
        if (depth == 1)
        {
            frames.Add(new StreamFrame(FrameKind.Header, buffer.WrittenSpan.ToArray(), null, length));
            Reset();
            if (empty)
                End(frames);
            return;
        }
        if (depth == 2 && refused is null)
            head = buffer.WrittenSpan.ToArray();
        if (empty)
            Closed(frames);
    }

    private void Closed(ICollection<StreamFrame> frames)
    {
        (state, run) = (State.Text, 0);
        depth--;
        if (depth == 0)
        {
            End(frames);
            return;
        }
        if (depth > 1)
            return;
        frames.Add(refused is null
            ? new StreamFrame(FrameKind.Stanza, buffer.WrittenSpan.ToArray(), null, length)
            : new StreamFrame(FrameKind.Refused, head ?? [], refused, length));
        Reset();
    }

    private void End(ICollection<StreamFrame> frames)
    {
        depth = 0;
        frames.Add(new StreamFrame(FrameKind.End, [], null, 0));
        Reset();
    }

    private void Reset()
    {
        // Give a large buffer back: the usual stanza is small.
        if (buffer.Capacity > 64 * 1024)
            buffer = new ArrayBufferWriter<byte>(4096);
        else
            buffer.ResetWrittenCount();
        (length, head, refused, elements) = (0, null, null, 0);
    }

    private void Append(byte octet)
    {
        Count(1);
        if (refused is null)
            buffer.Write([octet]);
    }

    private void Append(ReadOnlySpan<byte> octets)
    {
        Count(octets.Length);
        if (refused is null)
            buffer.Write(octets);
    }

    private void Count(int octets)
    {
        length += octets;
        if (depth < 2 && length > limits.HeaderOctetsMax)
            throw Malformed("an endless stream header");
        if (length > limits.SkipOctetsMax)
            throw new XmppStreamException(XmppStreamException.PolicyViolation, $"a stanza of more than {limits.SkipOctetsMax} octets");
        if (length > limits.StanzaOctetsMax)
            Refuse($"a stanza of more than {limits.StanzaOctetsMax} octets");
    }

    private void Refuse(string why)
    {
        if (refused is not null)
            return;
        refused = why;
        buffer.ResetWrittenCount();
    }

    private static bool IsSpace(byte octet) => octet is 0x20 or 0x09 or 0x0A or 0x0D;

    private static XmppStreamException Malformed(string what) => new(XmppStreamException.NotWellFormed, $"The XML is not well-formed: {what}.");
}

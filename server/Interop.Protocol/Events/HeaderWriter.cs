using System.Buffers;
using Interop.Protocol.Encoding;

namespace Interop.Protocol.Events;

/// <summary>
/// Writes the canonical form of a header directly, members in order. It saves the way over a serializer and a parser for each event;
/// a test holds it against that way, member by member.
/// </summary>
internal static class HeaderWriter
{
    public static void Write(EventHeader header, IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        Member("\"contentDigest\":"u8, header.ContentDigest, output);
        Member(",\"created\":"u8, header.Created, output);
        if (header.Labels is { } labels)
        {
            output.Write(",\"labels\":["u8);
            for (var i = 0; i < labels.Length; i++)
                Member(i == 0 ? ""u8 : ","u8, labels[i], output);
            output.Write("]"u8);
        }
        if (header.Network is { } network)
            Member(",\"network\":"u8, network, output);
        Member(",\"origin\":"u8, header.Origin.Value, output);
        if (header.Persona is { } persona)
            Member(",\"persona\":"u8, persona, output);
        if (header.Relates is { } relates)
        {
            Member(",\"relates\":{\"event\":"u8, relates.Event.Value, output);
            Member(",\"type\":"u8, relates.Type, output);
            output.Write("}"u8);
        }
        if (header.Retention is { } retention)
            Retention(retention, output);
        Member(",\"room\":"u8, header.Room.Value, output);
        Member(",\"sender\":"u8, header.Sender.Value, output);
        if (header.State is { } state)
        {
            output.Write(",\"state\":"u8);
            CanonicalJson.Write(state, output);
        }
        Member(",\"type\":"u8, header.Type, output);
        output.Write("}"u8);
    }

    private static void Retention(EventRetention retention, IBufferWriter<byte> output)
    {
        output.Write(",\"retention\":{"u8);
        if (retention.Basis is { } basis)
        {
            Member("\"basis\":"u8, basis, output);
            output.Write(","u8);
        }
        Member("\"class\":"u8, retention.Class, output);
        if (retention.Jurisdiction is { } codes)
        {
            output.Write(",\"jurisdiction\":["u8);
            for (var i = 0; i < codes.Length; i++)
                Member(i == 0 ? ""u8 : ","u8, codes[i], output);
            output.Write("]"u8);
        }
        if (retention.MaxUntil is { } maximum)
            Member(",\"maxUntil\":"u8, maximum, output);
        if (retention.MinUntil is { } minimum)
            Member(",\"minUntil\":"u8, minimum, output);
        output.Write("}"u8);
    }

    private static void Member(ReadOnlySpan<byte> before, string value, IBufferWriter<byte> output)
    {
        output.Write(before);
        CanonicalJson.WriteString(value, output);
    }
}

using System.Buffers.Binary;
using System.Text;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;

namespace Interop.Server.Export;

/// <summary>
/// What the later phases need of each record, beside the package: its room, its index and its day, for conversations; and the digests of media.
/// </summary>
internal sealed class PlanWriter(ExportFolder folder, ExportRequest request)
{
    public const string Plan = ".plan";
    public const string Media = ".media";
    public const int EntryOctets = 20;

    private readonly bool conversations = request.ClientCopy is not null || request.Formats.Any(ExportParts.OfConversations.Contains);

    public void Write(ExportRecord record)
    {
        if (conversations && record.Room is { } room)
        {
            Span<byte> entry = stackalloc byte[EntryOctets];
            BinaryPrimitives.WriteInt64BigEndian(entry, room);
            BinaryPrimitives.WriteInt64BigEndian(entry[8..], record.Index);
            BinaryPrimitives.WriteInt32BigEndian(entry[16..], DayOf(record.At));
            folder.Grow(Plan).Write(entry);
        }
        foreach (var media in record.Media ?? [])
            folder.Grow(Media).Write(Encoding.ASCII.GetBytes(media.Digest));
    }

    /// <summary>Days since 0001-01-01, UTC.</summary>
    public static int DayOf(string at) => WireTime.TryParse(at, out var time) ? DateOnly.FromDateTime(time.UtcDateTime).DayNumber : 0;
}

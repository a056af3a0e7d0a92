using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Interop.Cli.Verification.Packages;

/// <summary>
/// The one form of zip that a package has (spec 08): files stored, one behind the other from the first octet on, then the directory in the same order, then
/// its end; no comments, no times. Every octet that is not of a file is compared with the one that it must be, so that a changed one is found here too.
/// </summary>
internal sealed class ZipForm(SafeFileHandle zip)
{
    private const int LocalOctets = 30;
    private const int CentralOctets = 46;
    private const int EndOctets = 22;
    private const int NameOctetsMax = 1024;
    private const uint Large = uint.MaxValue;
    private readonly long length = RandomAccess.GetLength(zip);

    /// <summary>Where each file begins, and its octets.</summary>
    /// <exception cref="PackageFaultException">It has another form.</exception>
    public Dictionary<string, (long Start, long Size)> Read()
    {
        var (directory, count) = ReadEnd();
        var entries = new Dictionary<string, (long Start, long Size)>(StringComparer.Ordinal);
        var (local, at) = (0L, directory);
        for (var i = 0L; i < count; i++)
        {
            Expect(at, [0x50, 0x4b, 1, 2], "the zip's directory");
            var central = Octets(at, CentralOctets, "the zip's directory");
            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(central.AsSpan(28));
            var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(central.AsSpan(30));
            if (nameLength is 0 or > NameOctetsMax)
                throw Fault("a name in the zip's directory has no length that a package has", at + 28);
            var name = Octets(at + CentralOctets, nameLength, "a name in the zip's directory");
            var extra = Octets(at + CentralOctets + nameLength, extraLength, "the zip's directory");
            ulong size = BinaryPrimitives.ReadUInt32LittleEndian(central.AsSpan(24)), start = BinaryPrimitives.ReadUInt32LittleEndian(central.AsSpan(42));
            if (size == Large || start == Large)
                ReadLarge(extra, at, ref size, ref start);
            else if (extraLength != 0)
                throw Fault("an entry of the zip's directory has more than a package's have", at + 30);
            ExpectCentral(central, at);
            if ((long)start != local)
                throw Fault($"the zip's directory has a file at octet {start}, where the one before it ends at {local}", at + 42);
            local = ExpectLocal(local, central, name, (long)size);
            if (local > directory)
                throw Fault("a file of the zip's directory is longer than the zip", at + 24);
            if (!entries.TryAdd(NameOf(name, at + CentralOctets), (local - (long)size, (long)size)))
                throw Fault($"'{Encoding.UTF8.GetString(name)}' is twice in the zip", at + CentralOctets);
            at += CentralOctets + nameLength + extraLength;
        }
        if (local != directory)
            throw Fault($"there are octets between the last file and the directory, from {local} on", local);
        return entries;
    }

    private (long Directory, long Count) ReadEnd()
    {
        if (length < EndOctets)
            throw Fault("the file ends before a zip could: it was cut", length);
        var place = length - EndOctets;
        Expect(place, [0x50, 0x4b, 5, 6, 0, 0, 0, 0], "the zip's end: it was changed, or the zip was cut");
        var end = Octets(place, EndOctets, "the zip's end");
        long count = BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(10)), size = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(12)), directory = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(16));
        Expect(place + 8, end.AsSpan(10, 2), "the zip's end: two counts of its files");
        Expect(place + 20, [0, 0], "the zip's end: a comment");
        if (count != ushort.MaxValue && size != Large && directory != Large)
        {
            return directory + size == place ? (directory, count) : throw Fault("the zip's end names another place of its directory", place + 12);
        }
        var locator = Octets(place - 20, 20, "the zip's end");
        var large = Octets((long)BinaryPrimitives.ReadUInt64LittleEndian(locator.AsSpan(8)), 56, "the zip's end");
        Expect(place - 20, [0x50, 0x4b, 6, 7], "the zip's end");
        Expect(place - 76, [0x50, 0x4b, 6, 6], "the zip's end");
        (count, size, directory) = ((long)BinaryPrimitives.ReadUInt64LittleEndian(large.AsSpan(32)), (long)BinaryPrimitives.ReadUInt64LittleEndian(large.AsSpan(40)), (long)BinaryPrimitives.ReadUInt64LittleEndian(large.AsSpan(48)));
        return directory + size == place - 76 ? (directory, count) : throw Fault("the zip's end names another place of its directory", place - 36);
    }

    private static void ReadLarge(byte[] extra, long at, ref ulong size, ref ulong start)
    {
        if (extra.Length < 4 || extra[0] != 1 || extra[1] != 0)
            throw Fault("an entry of the zip's directory has no length", at + 24);
        var values = extra.AsSpan(4);
        if (size == Large)
        {
            size = BinaryPrimitives.ReadUInt64LittleEndian(values);
            // Both lengths are there; a stored file has the same twice.
            values = values[(values.Length >= 16 ? 16 : 8)..];
        }
        if (start == Large && values.Length >= 8)
            start = BinaryPrimitives.ReadUInt64LittleEndian(values);
    }

    private static void ExpectCentral(byte[] central, long at)
    {
        // Made on a system with or without file modes; the mode says only that it is a file for its owner to write.
        var modes = central[5] == 0 ? (ReadOnlySpan<byte>)[0, 0, 0, 0] : [0, 0, 0xa4, 0x81];
        Compare(central.AsSpan(8, 8), [0, 0, 0, 0, 0, 0, 0x21, 0], at + 8, "the zip's directory");
        Compare(central.AsSpan(24, 4), central.AsSpan(20, 4), at + 20, "the zip's directory: two lengths of a stored file");
        Compare(central.AsSpan(32, 6), [0, 0, 0, 0, 0, 0], at + 32, "the zip's directory");
        Compare(central.AsSpan(38, 4), modes, at + 38, "the zip's directory");
        var large = central.AsSpan(30, 2)[0] != 0;
        Compare(central.AsSpan(4, 4), [central[4] == 0x2d && large ? (byte)0x2d : (byte)0x14, central[5] == 0 ? (byte)0 : (byte)3, central[6] == 0x2d && large ? (byte)0x2d : (byte)0x14, 0], at + 4, "the zip's directory");
    }

    /// <summary>Where the next file begins.</summary>
    private long ExpectLocal(long at, byte[] central, byte[] name, long size)
    {
        Expect(at, [0x50, 0x4b, 3, 4], "a file's head in the zip");
        var head = Octets(at, LocalOctets, "a file's head in the zip");
        var extra = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(28));
        if (size < Large)
        {
            Compare(head.AsSpan(4, 22), central.AsSpan(6, 22), at + 4, "a file's head in the zip: not as in the zip's directory");
            Compare(head.AsSpan(28, 2), [0, 0], at + 28, "a file's head in the zip");
        }
        Compare(head.AsSpan(26, 2), central.AsSpan(28, 2), at + 26, "a file's head in the zip");
        Expect(at + LocalOctets, name, "a file's name in the zip: not as in the zip's directory");
        return at + LocalOctets + name.Length + extra + size;
    }

    /// <summary>Names are of files below the package, in one spelling on every system.</summary>
    private static string NameOf(byte[] name, long at)
    {
        var text = Encoding.ASCII.GetString(name);
        if (!PackageName.IsGood(text))
            throw Fault("a file of the zip has a name that no file of a package has", at);
        return text;
    }

    private void Expect(long at, ReadOnlySpan<byte> expected, string what) => Compare(Octets(at, expected.Length, what), expected, at, what);

    private static void Compare(ReadOnlySpan<byte> found, ReadOnlySpan<byte> expected, long at, string what)
    {
        var same = found.CommonPrefixLength(expected);
        if (same < expected.Length)
            throw Fault($"{what}: octet {at + same} is {found[same]:x2} where it must be {expected[same]:x2}", at + same);
    }

    private byte[] Octets(long at, int count, string what)
    {
        var octets = new byte[count];
        var read = 0;
        while (at >= 0 && read < count && RandomAccess.Read(zip, octets.AsSpan(read), at + read) is > 0 and var some)
            read += some;
        return read == count ? octets : throw Fault($"{what}: the zip ends before it: it was cut", Math.Max(0, Math.Min(at + read, length)));
    }

    private static PackageFaultException Fault(string sentence, long at) => new(sentence, null, at);
}

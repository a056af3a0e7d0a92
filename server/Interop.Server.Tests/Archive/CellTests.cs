using System.Security.Cryptography;
using System.Text;
using Interop.Server.Archive.Encryption;
using Xunit;

namespace Interop.Server.Tests.Archive;

public sealed class CellTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"content":{},"salt":"x"}""");
    private readonly GroupKey group = new(7, RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void Cell_Opens_AndNoTwoHaveTheSameKey()
    {
        var (one, other) = (Cell.Encrypt(group, Body), Cell.Encrypt(group, Body));
        Assert.Equal(Body, Cell.Open(group, one));
        Assert.Equal(1 + 8 + 60 + Body.Length + 16, one.Length);
        Assert.Equal(7, Cell.GroupOf(one));
        // Under one key and the same nonce the same body would be the same octets.
        Assert.NotEqual(one[69..], other[69..]);
        Assert.NotEqual(one[9..69], other[9..69]);
    }

    [Fact]
    public void AnyFlippedBit_IsFound()
    {
        var cell = Cell.Encrypt(group, Body);
        for (var at = Cell.HeadOctets; at < cell.Length; at++)
        {
            cell[at] ^= 1;
            Assert.Throws<AuthenticationTagMismatchException>(() => Cell.Open(group, cell));
            cell[at] ^= 1;
        }
    }

    [Fact]
    public void AnotherGroupWithTheSameKey_DoesNotOpenIt()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var cell = Cell.Encrypt(new GroupKey(1, key), Body);
        Assert.Throws<AuthenticationTagMismatchException>(() => Cell.Open(new GroupKey(2, key), cell));
    }

    [Fact]
    public void WrappedKey_Unwraps_AndNothingElseDoes()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var wrapped = Cell.WrapKey(group, key);
        Assert.Equal(key, Cell.UnwrapKey(group, wrapped));
        Assert.Throws<AuthenticationTagMismatchException>(() => Cell.UnwrapKey(group, wrapped.AsSpan(0, wrapped.Length - 1)));
        Assert.Throws<AuthenticationTagMismatchException>(() => Cell.UnwrapKey(group, Cell.Encrypt(group, Body)));
    }
}

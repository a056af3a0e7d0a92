using System.Globalization;
using Interop.Web.Shared;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>A list of a million items by cursor costs a screen or two.</summary>
public sealed class CursorWindowTests
{
    private const int Items = 1_000_000;
    private const int Part = 200;
    private int asked;

    [Fact]
    public async Task AMillionItems_AreScrolledThrough_AndBack()
    {
        var window = new CursorWindow<int>(LoadAsync);
        for (var start = 0; start < Items; start += 5_000)
        {
            Assert.Equal(start, (await window.RangeAsync(start, 40, default))[0]);
            // However far it was scrolled, no more than a few parts are in memory.
            Assert.InRange(window.Kept.Count(), Part, 12 * Part);
        }
        Assert.Equal(((Items - 5_000) / Part) + 1, asked);
        var end = await window.RangeAsync(999_990, 40, default);
        Assert.Equal((10, 999_999), (end.Count, end[^1]));
        Assert.False(window.HasMore);
        var before = asked;
        Assert.Equal(Enumerable.Range(500_190, 40), await window.RangeAsync(500_190, 40, default));
        Assert.Equal(before + 2, asked);
        await window.RangeAsync(500_195, 40, default);
        Assert.Equal(before + 2, asked);
    }

    [Fact]
    public async Task WhatIsChanged_StandsSo_UntilItIsAskedForAgain()
    {
        var window = new CursorWindow<int>(LoadAsync);
        await window.RangeAsync(0, 40, default);
        window.Change(item => item == 7 ? -7 : item);
        Assert.Equal(-7, (await window.RangeAsync(0, 40, default))[7]);
        Assert.Equal(1, asked);
        for (var start = 0; start < 20 * Part; start += Part)
            await window.RangeAsync(start, 40, default);
        Assert.Equal(7, (await window.RangeAsync(0, 40, default))[7]);
    }

    [Fact]
    public async Task WhatIsShown_IsAskedForAgain_InItsPlace_AndStaysWhenThatFails()
    {
        var offline = false;
        var window = new CursorWindow<int>((cursor, cancel) => offline ? throw new HttpRequestException("away") : LoadAsync(cursor, cancel));
        await window.RangeAsync(3 * Part, 40, default);
        window.Change(item => -item);
        var before = asked;
        await window.RenewAsync((3 * Part) + 10, 40, default);
        Assert.Equal(before + 1, asked);
        Assert.Equal(Enumerable.Range(3 * Part, 40), await window.RangeAsync(3 * Part, 40, default));
        offline = true;
        await Assert.ThrowsAsync<HttpRequestException>(() => window.RenewAsync(3 * Part, 40, default));
        Assert.Equal(Enumerable.Range(3 * Part, 40), await window.RangeAsync(3 * Part, 40, default));
    }

    [Fact]
    public async Task Nothing_IsAnEmptyWindow()
    {
        var window = new CursorWindow<int>((_, _) => Task.FromResult(new ListPage<int>([], null)));
        Assert.Empty(await window.RangeAsync(0, 40, default));
        Assert.Equal((0, false), (window.Known, window.HasMore));
    }

    private Task<ListPage<int>> LoadAsync(string? cursor, CancellationToken stop)
    {
        asked++;
        var from = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        var next = from + Part;
        return Task.FromResult(new ListPage<int>([.. Enumerable.Range(from, Math.Min(Part, Items - from))], next < Items ? next.ToString(CultureInfo.InvariantCulture) : null));
    }
}

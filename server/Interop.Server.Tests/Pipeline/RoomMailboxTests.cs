using Interop.Server.Pipeline;
using Xunit;

namespace Interop.Server.Tests.Pipeline;

public sealed class RoomMailboxTests
{
    [Fact]
    public async Task TryPost_KeepsOrder_AndRunsOneAtATime()
    {
        var mailbox = new RoomMailbox(null!);
        var seen = new List<int>();
        var inside = 0;
        var overlaps = 0;
        var done = new TaskCompletionSource();
        for (var i = 0; i < 1000; i++)
        {
            var number = i;
            Assert.True(mailbox.TryPost(async () =>
            {
                if (Interlocked.Increment(ref inside) != 1)
                    overlaps++;
                if (number % 7 == 0)
                    await Task.Yield();
                seen.Add(number);
                Interlocked.Decrement(ref inside);
                if (number == 999)
                    done.SetResult();
            }));
        }
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(Enumerable.Range(0, 1000), seen);
        Assert.Equal(0, overlaps);
    }

    [Fact]
    public async Task TryPost_Refuses_WhenTheQueueIsFull()
    {
        var mailbox = new RoomMailbox(null!);
        var gate = new TaskCompletionSource();
        mailbox.TryPost(() => gate.Task);
        var taken = 0;
        while (taken <= RoomMailbox.LengthMax + 1 && mailbox.TryPost(() => Task.CompletedTask))
            taken++;
        Assert.InRange(taken, RoomMailbox.LengthMax - 1, RoomMailbox.LengthMax + 1);
        gate.SetResult();
        await Task.WhenAny(Task.Run(() => SpinWait.SpinUntil(() => mailbox.TryPost(() => Task.CompletedTask))));
    }
}

using System.Collections.Concurrent;
using Interop.Protocol.Evidence;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>
/// Answers over HTTP that are being sent and may have bodies in them: what was read for a slow reader lies in this process, out of reach of everything that ends
/// bodies. When bodies end such answers are waited for, a moment, and then broken off (spec 9.8): what a certificate tells of is sent to nobody any more,
/// and no reader holds up an end. What the operating system has taken to send counts as sent.
/// </summary>
internal sealed partial class OpenAnswers(TimeProvider time, ILogger<OpenAnswers> logger) : IBodyCopies
{
    /// <summary>How long an answer is waited for.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(25);
    private readonly ConcurrentDictionary<OpenAnswer, byte> open = new();

    /// <summary>Before anything is read for the answer; dispose of it once it is sent.</summary>
    /// <param name="context">Of the request; its connection is closed when it is broken off.</param>
    /// <param name="mayHave">Whether it may have a body of these leaves, asked behind the commit that ended them; null when that is not known.</param>
    public IDisposable Begin(HttpContext context, Func<LeafRanges, bool>? mayHave = null) => Begin(context.Abort, mayHave);

    /// <param name="breakOff">Closes the connection.</param>
    /// <param name="mayHave">As above.</param>
    public IDisposable Begin(Action breakOff, Func<LeafRanges, bool>? mayHave = null)
    {
        var answer = new OpenAnswer(breakOff, mayHave ?? (_ => true), one => open.TryRemove(one, out _));
        open[answer] = 0;
        return answer;
    }

    /// <summary>The same of an answer that is sent after its endpoint has returned.</summary>
    public void BeginWhole(HttpContext context, Func<LeafRanges, bool>? mayHave = null)
    {
        var answer = Begin(context, mayHave);
        context.Response.OnCompleted(() =>
        {
            answer.Dispose();
            return Task.CompletedTask;
        });
    }

    public void Forget(SqliteConnection writer, LeafRanges leaves)
    {
    }

    public async Task ForgetAsync(LeafRanges leaves, CancellationToken stop)
    {
        // What is begun from here on reads what the commit has left.
        var touched = open.Keys.Where(answer => answer.MayHave(leaves)).ToList();
        for (var begun = time.GetTimestamp(); touched.Exists(open.ContainsKey) && time.GetElapsedTime(begun) < Wait;)
            await Task.Delay(Again, time, stop);
        touched.RemoveAll(answer => !open.ContainsKey(answer));
        foreach (var answer in touched)
            answer.BreakOff();
        if (touched.Count > 0)
            LogBrokenOff(touched.Count);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Answers that may have bodies which have ended were broken off, because their readers were too slow: {Count}")]
    private partial void LogBrokenOff(int count);
}

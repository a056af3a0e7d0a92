using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Cli.Demo.Checking;

/// <summary>Runs checks one after the other and prints a line of JSON for each.</summary>
internal sealed class CheckList(TextWriter output, TimeProvider time)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    /// <param name="name">Unique in the run.</param>
    /// <param name="check">Returns what is worth knowing, or throws.</param>
    /// <param name="cancel">Ends the run, which is no failure of this check alone.</param>
    /// <returns>Whether it held.</returns>
    public async Task<bool> RunAsync(string name, Func<CancellationToken, Task<string>> check, CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        bool ok;
        string detail;
        try
        {
            detail = await check(cancel);
            ok = true;
        }
        catch (Exception fault)
        {
            detail = fault is CheckFailedException or TimeoutException or InvalidOperationException ? fault.Message : fault.ToString();
            ok = false;
        }
        if (ok)
            Passed++;
        else
            Failed++;
        var line = new JsonObject { ["check"] = name, ["ok"] = ok, ["ms"] = (long)time.GetElapsedTime(begun).TotalMilliseconds, ["detail"] = detail };
        await output.WriteLineAsync(line.ToJsonString(Readable));
        await output.FlushAsync(CancellationToken.None);
        return ok;
    }

    /// <summary>The last line.</summary>
    public Task SumUpAsync() => output.WriteLineAsync($"{Passed} passed, {Failed} failed");
}

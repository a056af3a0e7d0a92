using System.CommandLine;
using Interop.Client;

namespace Interop.Cli;

/// <summary>Runs a command's work and turns what people can mend into one line and an exit code.</summary>
internal static class Run
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int CouldNotStart = 2;

    /// <summary>128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;

    public static void Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> work) => command.SetAction(async (parsed, stop) =>
    {
        try
        {
            return await work(parsed, stop);
        }
        catch (Exception ended) when (stop.IsCancellationRequested && ended is OperationCanceledException or HttpRequestException or IOException)
        {
            // Ctrl-C reaches what this program has started too: its connections break before it has let go of them.
            return Interrupted;
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return CouldNotStart;
        }
        catch (OcipProblemException refusal)
        {
            await Console.Error.WriteLineAsync($"the server refused: {refusal.Message}");
            return Failed;
        }
        catch (InvalidDataException unlike)
        {
            await Console.Error.WriteLineAsync($"something was answered that should not be: {unlike.Message}");
            return Failed;
        }
        catch (HttpRequestException unreachable)
        {
            await Console.Error.WriteLineAsync($"the server cannot be reached: {unreachable.Message}");
            return CouldNotStart;
        }
    });
}

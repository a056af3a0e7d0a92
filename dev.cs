// The developer's commands: `./interop setup` and `./interop test`. A file-based program of .NET 10; nothing refers to it.
#:project bridges/Interop.Bridges.RealServers/Interop.Bridges.RealServers.csproj
#:property PublishAot=false

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using Interop.Bridges.RealServers.Installation;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
try
{
    return args switch
    {
        ["setup", .. var rest] when Asks(rest) => Say(Texts.SetupHelp),
        ["test", .. var rest] when Asks(rest) => Say(Texts.TestHelp),
        ["setup"] => await SetUpAsync(stop.Token),
        ["test", .. var rest] => await new TestRun(rest, stop.Token).RunAsync(),
        _ => Say($"{Texts.SetupHelp}\n{Texts.TestHelp}", 2),
    };
}
catch (ServerMissingException missing)
{
    await Console.Error.WriteLineAsync(missing.Message);
    return 3;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}

static bool Asks(string[] rest) => rest.Any(a => a is "--help" or "-h" or "-?");

static int Say(string text, int exitCode = 0)
{
    Console.WriteLine(text);
    return exitCode;
}

static async Task<int> SetUpAsync(CancellationToken cancel)
{
    await Setup.RunAsync(new Lines(), TimeProvider.System, cancel);
    await NodePackages.InstallAsync(Directory.GetCurrentDirectory(), new Lines(), TimeProvider.System, cancel);
    await Browser.InstallAsync(new Lines(), TimeProvider.System, cancel);
    Console.WriteLine("ready");
    return 0;
}

internal static class Texts
{
    public const string SetupHelp = """
        usage: ./interop setup

        Gets what the demo and the tests need: Synapse and Prosody, as Debian packages unpacked into .servers/ (or INTEROP_SERVERS),
        and the npm packages of the tools of the standard and of the samples in Node.js. Nothing is installed on the machine and no service is started.
        A packed copy is kept in ~/.cache/interop, so that the next checkout is ready in seconds. Run it as often as you like. When the
        machine lacks a tool (mmdebstrap, zstd, node, npm, chromium) it says which command an administrator must run, or runs it when you are root.
        """;

    public const string TestHelp = """
        usage: ./interop test [--long] [--only PROJECT] [--filter EXPRESSION]

        Everything a developer must pass: builds with warnings as errors, then all tests, those against real servers included.

          --long               fuzz for minutes instead of seconds, and inject every fault instead of a rotating part
          --only PROJECT       only test projects whose name contains this
          --filter EXPRESSION  only tests that `dotnet test --filter` selects

        Tests that failed, up to 10, are run again when all others have ended. What passes then counts as passed and is named
        above the last line: it races with what ran beside it, and is to be mended. With --filter nothing is run again.

        The last line is `N passed, N failed`. A skipped test counts as failed.
        """;
}

/// <summary>Prints progress at once and in order, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Lines : IProgress<string>
{
    public void Report(string value) => Console.WriteLine($"  {value}");
}

/// <summary>One run of all test projects, in two lanes.</summary>
internal sealed class TestRun(string[] options, CancellationToken cancel)
{
    private static readonly TimeSpan ProjectMax = TimeSpan.FromMinutes(18);
    private static readonly TimeSpan ProjectMaxLong = TimeSpan.FromHours(3);
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(30);
    private const int AgainMax = 10;
    private static readonly string[] Longest = ["Interop.Server.Tests", "Interop.Bridges.Tests", "Interop.Web.Tests", "Interop.Cli.Tests"];
    private static readonly string[] Parts = ["server", "bridges", "clients", "conformance-tests"];
    private readonly bool isLong = options.Contains("--long");
    private readonly string? only = After(options, "--only");
    private readonly string? filter = After(options, "--filter");
    private readonly long begun = TimeProvider.System.GetTimestamp();
    private readonly ConcurrentDictionary<string, Outcome> outcomes = new();

    public async Task<int> RunAsync()
    {
        Step("build, warnings as errors");
        // One compiler for all projects, even where the environment asks for one each: half of a build would go into starting them.
        string[] build = ["build", "Interop.sln", "-c", "Release", "-warnaserror", "-v", "quiet", "--nologo", "-clp:NoSummary", "-p:UseSharedCompilation=true"];
        var isBuilt = await DotnetAsync(build, _ => true, ProjectMax) == 0;
        await DotnetAsync(["build-server", "shutdown", "--vbcscompiler"], _ => false, SignOfLife);
        if (!isBuilt)
        {
            Console.WriteLine("the build failed\n0 passed, 1 failed");
            return 1;
        }
        Step("real servers, and the tools of the standard");
        await Setup.RunAsync(new Lines(), TimeProvider.System, cancel);
        await NodePackages.InstallAsync(Directory.GetCurrentDirectory(), new Lines(), TimeProvider.System, cancel);
        await Browser.InstallAsync(new Lines(), TimeProvider.System, cancel);

        // Two at a time, the longest first: each waits for other programs much of its time.
        var projects = new ConcurrentQueue<string>(Projects().OrderBy(path => Array.IndexOf(Longest, Path.GetFileNameWithoutExtension(path)) is >= 0 and var place ? place : Longest.Length));
        await Task.WhenAll(LaneAsync(projects), LaneAsync(projects));
        if (filter is null && outcomes.Values.Sum(outcome => outcome.Failures.Length) <= AgainMax)
            await AgainAsync();
        Step("done");
        var (passed, failed) = (outcomes.Values.Sum(outcome => outcome.Passed), outcomes.Values.Sum(outcome => outcome.Failed));
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    private IEnumerable<string> Projects() =>
        Parts
            .Where(Directory.Exists)
            .SelectMany(part => Directory.EnumerateFiles(part, "*.Tests.csproj", SearchOption.AllDirectories))
            .Where(path => only is null || path.Contains(only, StringComparison.OrdinalIgnoreCase));

    private async Task LaneAsync(ConcurrentQueue<string> projects)
    {
        while (projects.TryDequeue(out var project))
            outcomes[project] = await TestAsync(project, filter);
    }

    /// <summary>Runs what failed again, with nothing beside it. Many at once are no race and stay as they are (spec/decisions/0044).</summary>
    private async Task AgainAsync()
    {
        List<string> raced = [];
        foreach (var (project, first) in outcomes.Where(pair => pair.Value.Failures.Length > 0))
        {
            var again = await TestAsync(project, string.Join('|', first.Failures.Select(test => $"FullyQualifiedName={test.Method}").Distinct()));
            if (again.Failed > again.Failures.Length)
                continue; // the run itself went wrong
            var mended = first.Failures.Where(test => !again.Failures.Contains(test)).ToArray();
            outcomes[project] = first with { Passed = first.Passed + mended.Length, Failed = first.Failed - mended.Length };
            raced.AddRange(mended.Select(test => test.Name));
        }
        foreach (var name in raced)
            Console.WriteLine($"  raced: {name} failed beside the others and passed alone");
    }

    private async Task<Outcome> TestAsync(string project, string? selected)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Step(selected is null ? name : $"{name}, {selected}");
        var results = Directory.CreateTempSubdirectory("interop-test-");
        try
        {
            string[] arguments =
            [
                "test", project, "-c", "Release", "--no-build", "--nologo", "--logger", "trx;LogFileName=results.trx", "--logger", "console;verbosity=minimal",
                "--results-directory", results.FullName, .. selected is null ? Array.Empty<string>() : ["--filter", selected],
            ];
            var exit = await DotnetAsync(arguments, line => !line.StartsWith("Results File", StringComparison.Ordinal), isLong ? ProjectMaxLong : ProjectMax);
            return Read(name, Path.Combine(results.FullName, "results.trx"), exit);
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    private Outcome Read(string name, string trx, int exit)
    {
        if (!File.Exists(trx))
        {
            // With a filter a project may have no test to run; without one that is a failure, like a run that crashed.
            if (filter is not null && exit == 0)
                return new(0, 0, []);
            Console.WriteLine($"  {name} gave no results (exit code {exit})");
            return new(0, 1, []);
        }
        var outcome = Outcome.Of(XDocument.Load(trx));
        if (outcome.Failed > 0 || exit == 0)
            return outcome;
        Console.WriteLine($"  {name}: every test passed, but the run ended with {exit}");
        return outcome with { Failed = 1 };
    }

    private async Task<int> DotnetAsync(string[] arguments, Func<string, bool> isShown, TimeSpan max)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        if (isLong)
        {
            start.Environment["INTEROP_FUZZ_SECONDS"] = "600";
            start.Environment["INTEROP_FAULTS"] = "all";
        }
        // Tests end before it would pay to measure what their code does: the server is shipped without that, too.
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(max);
        try
        {
            var reading = process.StandardOutput.ReadLineAsync(late.Token).AsTask();
            while (true)
            {
                if (await Task.WhenAny(reading, Task.Delay(SignOfLife, TimeProvider.System, late.Token)) != reading)
                {
                    late.Token.ThrowIfCancellationRequested();
                    Console.WriteLine($"  … {Elapsed()}");
                    continue;
                }
                if (await reading is not { } line)
                    break;
                if (line.Trim().Length > 0 && isShown(line))
                    Console.WriteLine($"  {line.TrimEnd()}");
                reading = process.StandardOutput.ReadLineAsync(late.Token).AsTask();
            }
            await process.WaitForExitAsync(late.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            Console.WriteLine($"  stopped after {max.TotalMinutes:0} minutes");
            return -1;
        }
    }

    private void Step(string what) => Console.WriteLine($"[{Elapsed()}] {what}");

    private string Elapsed() => TimeProvider.System.GetElapsedTime(begun).ToString(@"mm\:ss", CultureInfo.InvariantCulture);

    private static string? After(string[] all, string option) => Array.IndexOf(all, option) is >= 0 and var at && at + 1 < all.Length ? all[at + 1] : null;
}

/// <summary>What a project's tests came to, from Visual Studio's results file (TRX).</summary>
/// <param name="Passed">How many passed.</param>
/// <param name="Failed">How many did not: failures, skipped ones, and one for a run that went wrong.</param>
/// <param name="Failures">Those that failed by name; a run that went wrong has none.</param>
internal sealed record Outcome(int Passed, int Failed, FailedTest[] Failures)
{
    public static Outcome Of(XDocument trx)
    {
        IEnumerable<XElement> All(string name) => trx.Descendants().Where(e => e.Name.LocalName == name);
        var counters = All("Counters").First();
        int Count(string counter) => int.Parse(counters.Attribute(counter)?.Value ?? "0", CultureInfo.InvariantCulture);
        var methods = All("UnitTest").ToDictionary(test => (string?)test.Attribute("id") ?? "", test => test.Elements().First(e => e.Name.LocalName == "TestMethod"));
        var failures = All("UnitTestResult")
            .Where(result => (string?)result.Attribute("outcome") == "Failed")
            .Select(result => (Name: (string?)result.Attribute("testName") ?? "", Method: methods[(string?)result.Attribute("testId") ?? ""]))
            .Select(test => new FailedTest(test.Name, $"{(string?)test.Method.Attribute("className")}.{((string?)test.Method.Attribute("name"))?.Split('(')[0]}"))
            .ToArray();
        return new(Count("passed"), Count("total") - Count("passed"), failures);
    }
}

/// <summary>A test that failed.</summary>
/// <param name="Name">As it is shown, with its arguments.</param>
/// <param name="Method">Its class and method, as a filter takes them.</param>
internal sealed record FailedTest(string Name, string Method);

using System.Globalization;
using Interop.Notes;

namespace Interop.Server.Evidence;

/// <summary>How often heads are exchanged and checkpoints witnessed (spec 06, 08).</summary>
internal sealed record EvidenceOptions
{
    /// <summary>Options of the command line that are read here, each with one value.</summary>
    public static readonly string[] Own = ["--heads-every", "--witness-every", "--witness-growth", "--log-access", "--bridge-away", "--watch-every", "--close-every", "--scrub-every", "--scrub-pace",
        "--witnesses", "--timestamp-authority", "--alarm-webhook"];

    public const string Help = """
          --heads-every SECONDS   show other providers the heads of common rooms that moved (default 60)
          --witness-every SECONDS have other providers sign the head of the archive (default 3600)
          --witness-growth N      and when it has grown by so many records (default 10000)
          --bridge-away SECONDS   a bridge that is not connected for so long is an alarm (default 300)
          --watch-every SECONDS   look at log, clock, disk, keys and bridges (default 5)
          --close-every SECONDS   look whether the books of a day are to be closed (default 300)
          --scrub-every SECONDS   read all that is stored again, so long after it was read last (default 604800: a week)
          --scrub-pace N          at most so many records a second (default 500)
          --witnesses FILE        witnesses of C2SP that cosign the head of the archive too: lines "witness NAME VKEY URL" (tlog-policy)
          --timestamp-authority URL  an authority of RFC 3161 that stamps the head of the archive, as often as witnesses sign
          --alarm-webhook URL     is told of each alarm by POST
          --log-access WHO        anybody (default): head and tiles of the log, hashes only, are public; token: for readers of the archive
        """;

    /// <summary>Between two rounds in which heads of rooms are shown.</summary>
    public TimeSpan HeadsEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two checkpoints that witnesses sign, when the log has grown at all.</summary>
    public TimeSpan WitnessEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Records after which witnesses are asked earlier.</summary>
    public long WitnessGrowth { get; init; } = 10_000;

    /// <summary>A bridge that is away for so long is an alarm.</summary>
    public TimeSpan BridgeAway { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two looks at what the archive rests on.</summary>
    public TimeSpan WatchEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks whether a day is over whose books are to be closed.</summary>
    public TimeSpan CloseEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two passes in which everything is read again.</summary>
    public TimeSpan ScrubEvery { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Records a second that are read again.</summary>
    public double ScrubPace { get; init; } = 500;

    /// <summary>File that names witnesses of C2SP; null for none.</summary>
    public string? Witnesses { get; init; }

    /// <summary>Authority of RFC 3161; null for none.</summary>
    public Uri? TimestampAuthority { get; init; }

    /// <summary>Who is told of alarms; null for nobody.</summary>
    public Uri? AlarmWebhook { get; init; }

    /// <summary>Head and tiles of the log are for readers of the archive only.</summary>
    public bool LogByToken { get; init; }

    /// <exception cref="FormatException">An option is wrong; the message says which and why.</exception>
    public static EvidenceOptions Read(string[] args)
    {
        var otherwise = new EvidenceOptions();
        return new EvidenceOptions
        {
            HeadsEvery = Seconds(args, "--heads-every", otherwise.HeadsEvery),
            WitnessEvery = Seconds(args, "--witness-every", otherwise.WitnessEvery),
            WitnessGrowth = (long)Number(args, "--witness-growth", otherwise.WitnessGrowth),
            BridgeAway = Seconds(args, "--bridge-away", otherwise.BridgeAway),
            WatchEvery = Seconds(args, "--watch-every", otherwise.WatchEvery),
            CloseEvery = Seconds(args, "--close-every", otherwise.CloseEvery),
            ScrubEvery = Seconds(args, "--scrub-every", otherwise.ScrubEvery),
            ScrubPace = Number(args, "--scrub-pace", otherwise.ScrubPace),
            Witnesses = WitnessFile(args),
            TimestampAuthority = Url(args, "--timestamp-authority"),
            AlarmWebhook = Url(args, "--alarm-webhook"),
            LogByToken = (Text(args, "--log-access") ?? "anybody") switch { "anybody" => false, "token" => true, _ => throw new FormatException("--log-access is anybody or token.") },
        };
    }

    private static string? WitnessFile(string[] args)
    {
        if (Text(args, "--witnesses") is not { } file)
            return null;
        if (!File.Exists(file))
            throw new FormatException($"--witnesses: there is no file {file}.");
        _ = WitnessPolicy.Parse(File.ReadAllText(file));
        return file;
    }

    private static Uri? Url(string[] args, string name) => Text(args, name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && EvidenceHttp.IsAllowed(url) ? url : throw new FormatException($"{name} is an https URL; plain http is for loopback only.");

    private static string? Text(string[] args, string name)
    {
        var index = Array.IndexOf(args, name);
        return index < 0 ? null : index + 1 < args.Length ? args[index + 1] : throw new FormatException($"{name} needs a value.");
    }

    private static TimeSpan Seconds(string[] args, string name, TimeSpan otherwise) => TimeSpan.FromSeconds(Number(args, name, otherwise.TotalSeconds));

    private static double Number(string[] args, string name, double otherwise)
    {
        var index = Array.IndexOf(args, name);
        if (index < 0)
            return otherwise;
        if (index + 1 < args.Length && double.TryParse(args[index + 1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1e9)
            return number;
        throw new FormatException($"{name} is a number above 0.");
    }
}

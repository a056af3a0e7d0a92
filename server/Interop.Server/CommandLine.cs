using System.Globalization;
using Interop.Protocol.Identifiers;
using Interop.Server.Backup;
using Interop.Server.Evidence;
using Interop.Server.Export;
using Interop.Server.Media;
using Interop.Server.Peers;
using Interop.Server.Retention;
using Interop.Server.Storage;

namespace Interop.Server;

/// <summary>Options of the server process. What is not listed goes to ASP.NET Core's configuration (such as --urls, --Kestrel:Certificates:…).</summary>
internal static class CommandLine
{
    private static readonly string[] Own = ["--provider", "--data", "--key-folder", "--role", "--proxy", "--proxy-name", "--proxy-keys", "--proxy-token", "--failure-policy", "--fault", "--clock", .. TransportOptions.Own, .. EvidenceOptions.Own, .. MediaOptions.Own, .. BackupOptions.Own, .. RetentionOptions.Own, .. ExportOptions.Own];

    private const string Help = $"""
        Interop server: provider, compliance engine and archive of one organisation.

        Usage: interop up [options]

          --provider NAME         the organisation's DNS name, in every identifier (default localhost; env OCIP_PROVIDER)
          --data DIR              folder for database and keys (default ./data; env OCIP_DATA)
          --key-folder DIR        folder of the keys that encrypt the archive (default DIR/keys; env OCIP_KEY_FOLDER): put it on another
                                  volume, and what is stored says nothing without it; no backup has it
          --urls URL              where to listen (default http://127.0.0.1:8448); plain HTTP is for loopback only
          --role R                provider (default), or proxy: a compliance proxy alone, with its own keys, archive and database
          --proxy URL             the compliance proxy that decides for this provider; without it the policies in this process do
          --proxy-keys FILE       the proxy's keys, as its /ocip/v1/keys answers; without it those of the first contact are kept
          --proxy-token FILE      the token that the proxy has given this provider (env OCIP_PROXY_TOKEN for the token itself)
          --proxy-name NAME       of a proxy: its name, in its id (default main)
          --failure-policy P      closed (default): what cannot be decided on is refused with 503 and the sender keeps it;
                                  queue: it is kept in the durable inbox, undelivered, and decided on later;
                                  open: it goes on undecided, archived and stamped as such
        {TransportOptions.Help}
        {EvidenceOptions.Help}
        {MediaOptions.Help}
        {BackupOptions.Help}
        {RetentionOptions.Help}
        {ExportOptions.Help}
          --read-only             of a restored backup: answer what is asked of the archive, write nothing and speak to nobody
          --development           allow what production refuses: --fault, --clock, and plain HTTP on other addresses than loopback
          --fault POINT[:N],…     for tests: die, or fail, at a durable step, at the N-th time
          --faults                list the fault points
          --clock FILE            for tests: the clock is ahead by the seconds that FILE says (behind, when negative), whenever it changes
          --version, --help

        HTTPS: --urls https://0.0.0.0:443 --certificate cert.pem --key key.pem. `interop certs` makes both for development.
        The first start writes a one-time secret to DIR/bootstrap-secret; POST /ocip/v1/admin/bootstrap turns it into
        the first administrator's token. The API is described at /swagger.
        """;

    /// <summary>Answers --help and the like; null when the server is to start.</summary>
    public static int? Answer(string[] args)
    {
        if (args.Contains("--help") || args.Contains("-h"))
        {
            Console.WriteLine(Help);
            return 0;
        }
        if (args.Contains("--version"))
        {
            Console.WriteLine(typeof(CommandLine).Assembly.GetName().Version!.ToString(3));
            return 0;
        }
        if (args.Contains("--faults"))
        {
            foreach (var point in FaultPoints.All)
                Console.WriteLine(point);
            return 0;
        }
        try
        {
            Read(args);
            return null;
        }
        catch (FormatException wrong)
        {
            Console.Error.WriteLine($"{wrong.Message}\nSee --help.");
            return 2;
        }
    }

    /// <exception cref="FormatException">An option is wrong; the message says which and why.</exception>
    public static ServerOptions Read(string[] args)
    {
        var provider = Value(args, "--provider") ?? Environment.GetEnvironmentVariable("OCIP_PROVIDER") ?? "localhost";
        if (!ProviderName.TryParse(provider, out var name))
            throw new FormatException($"--provider: '{provider}' is not a lower-case DNS name.");
        var policy = Value(args, "--failure-policy") ?? "closed";
        if (policy is not ("closed" or "queue" or "open"))
            throw new FormatException("--failure-policy is closed, queue or open.");
        var role = Value(args, "--role") ?? "provider";
        if (role is not ("provider" or "proxy"))
            throw new FormatException("--role is provider or proxy.");
        var proxyName = Value(args, "--proxy-name") ?? "main";
        if (!ProxyId.TryParse($"ocip://{name.Value}/p/{proxyName}", out _))
            throw new FormatException("--proxy-name has 1 to 64 characters of a-z, 0-9 and hyphen.");
        var fault = Value(args, "--fault");
        if (fault is not null && !IsDevelopment(args))
            throw new FormatException("--fault is for tests and needs --development.");
        var clock = Value(args, "--clock");
        if (clock is not null && !IsDevelopment(args))
            throw new FormatException("--clock is for tests and needs --development: it dates the records.");
        var options = new ServerOptions
        {
            Provider = name,
            Data = Path.GetFullPath(Value(args, "--data") ?? Environment.GetEnvironmentVariable("OCIP_DATA") ?? "data"),
            Keys = (Value(args, "--key-folder") ?? Environment.GetEnvironmentVariable("OCIP_KEY_FOLDER")) is { Length: > 0 } keys ? Path.GetFullPath(keys) : null,
            Role = role == "proxy" ? ServerRole.Proxy : ServerRole.Provider,
            ProxyName = proxyName,
            Proxy = ProxyUrl(args, role),
            ProxyKeys = Value(args, "--proxy-keys"),
            ProxyToken = Value(args, "--proxy-token"),
            FailurePolicy = policy switch { "queue" => FailurePolicy.Queue, "open" => FailurePolicy.Open, _ => FailurePolicy.Closed },
            Fault = fault,
            Clock = clock,
            Transport = TransportOptions.Read(args, name),
            Evidence = EvidenceOptions.Read(args),
            Media = MediaOptions.Read(args),
            Backup = BackupOptions.Read(args),
            IsReadOnly = args.Contains("--read-only"),
            Retention = RetentionOptions.Read(args),
            Exports = ExportOptions.Read(args),
        };
        _ = new FaultPoints(fault);
        if (clock is not null)
            ShiftedClock.Read(clock);
        return options;
    }

    public static bool IsDevelopment(string[] args) => args.Contains("--development");

    /// <summary>What is left for the host.</summary>
    public static string[] HostArguments(string[] args)
    {
        var rest = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (Own.Contains(args[i]))
                i++;
            else if (args[i] == "--read-only")
                continue;
            else if (args[i] == "--development")
                rest.AddRange(["--environment", "Development"]);
            else
                rest.Add(args[i]);
        }
        return [.. rest];
    }

    private static Uri? ProxyUrl(string[] args, string role)
    {
        if (Value(args, "--proxy") is not { } text)
            return null;
        if (role == "proxy")
            throw new FormatException("--proxy is for providers: a proxy decides by itself.");
        if (!Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var url) || (url.Scheme != "https" && !(url.Scheme == "http" && url.IsLoopback)))
            throw new FormatException("--proxy is an https URL; plain http is for loopback only.");
        return url;
    }

    private static string? Value(string[] args, string name)
    {
        var index = Array.IndexOf(args, name);
        if (index < 0)
            return null;
        return index + 1 < args.Length ? args[index + 1] : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{name} needs a value."));
    }
}

using Interop.Notes;

namespace Interop.Witness;

/// <summary>What the witness is started with.</summary>
/// <param name="Keys">File of its signing key.</param>
/// <param name="Logs">File that names the logs it witnesses.</param>
/// <param name="Data">Folder of what it has cosigned.</param>
/// <param name="Urls">Where it listens.</param>
/// <param name="Name">Of a key that is to be made.</param>
internal sealed record WitnessOptions(string Keys, string Logs, string Data, string Urls, string? Name)
{
    public const string Help = """
        A witness of logs, as C2SP tlog-witness has it: cosigns the head of a log when it continues the one that it has cosigned last.

        Usage: interop witness --keys FILE --logs FILE --data DIR [--urls URL] [--name NAME]

          --keys FILE   its signing key; made when the file is not there and --name is given, and then printed as a vkey
          --name NAME   the name of a new key, such as witness.example/w1
          --logs FILE   the logs that it witnesses: lines "log VKEY" of a C2SP tlog-policy. An archive prints its own with
                        `interop archive witnesses`
          --data DIR    what it has cosigned: one file for each log, written before it answers. Never copy it back from an
                        older backup: it would cosign what it must not
          --urls URL    where to listen (default http://127.0.0.1:8460); for others put a server with TLS before it

        Serves POST /add-checkpoint, and GET /{SHA-256 of the log's name, hex}/checkpoint.
        """;

    /// <exception cref="FormatException">An option is missing or unknown.</exception>
    public static WitnessOptions Read(string[] args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (args[i] is not ("--keys" or "--logs" or "--data" or "--urls" or "--name") || i + 1 == args.Length)
                throw new FormatException($"'{args[i]}' is not an option, or has no value.");
            given[args[i]] = args[i + 1];
        }
        string Needed(string name) => given.GetValueOrDefault(name) ?? throw new FormatException($"{name} is missing.");
        return new WitnessOptions(Needed("--keys"), Needed("--logs"), Needed("--data"), given.GetValueOrDefault("--urls") ?? "http://127.0.0.1:8460", given.GetValueOrDefault("--name"));
    }

    /// <exception cref="FormatException">The file of logs is malformed or names none.</exception>
    public WitnessPolicy Policy()
    {
        var policy = WitnessPolicy.Parse(File.ReadAllText(Logs));
        return policy.Logs.Count > 0 ? policy : throw new FormatException($"{Logs} names no log.");
    }
}

using System.Globalization;
using System.Net;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Peers;

/// <summary>How the server is reached by other providers, and reaches them (spec 02).</summary>
internal sealed record TransportOptions
{
    /// <summary>Options of the command line that are read here, each with one value.</summary>
    public static readonly string[] Own = ["--certificate", "--key", "--public-url", "--allow-address", "--trust", "--retry-max"];

    public const string Help = """
          --certificate FILE      serve HTTPS with this certificate and its chain (PEM); read again when the file changes
          --key FILE              its private key (PEM, not encrypted)
          --public-url URL        where other providers reach this one (default https:// and the provider's name)
          --allow-address N=IP:P  provider N is reached at this address, even a private one; its certificate must be for N all the same.
                                  May be given several times
          --trust FILE            trust these authorities (PEM) for other providers, besides those of the system
          --retry-max SECONDS     wait no longer than this between two tries to send to another provider (default 60)
        """;

    /// <summary>PEM file with the certificate and its chain; null: no HTTPS of our own.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file with the certificate's private key.</summary>
    public string? Key { get; init; }

    /// <summary>https, without a path: what stands before /ocip/v1 in the directory.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>Host name → the one address that is used for it.</summary>
    public required IReadOnlyDictionary<string, IPEndPoint> AllowedAddresses { get; init; }

    /// <summary>PEM file with further authorities.</summary>
    public string? Trust { get; init; }

    /// <summary>The longest wait between two tries to send to a peer that did not take it, unless the peer asks for more.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <exception cref="FormatException">An option is wrong; the message says which and why.</exception>
    public static TransportOptions Read(string[] args, ProviderName provider)
    {
        var url = Values(args, "--public-url").LastOrDefault() ?? $"https://{provider.Value}";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var publicUrl) || publicUrl.Scheme != Uri.UriSchemeHttps || publicUrl.PathAndQuery != "/" || publicUrl.Fragment.Length > 0 || publicUrl.UserInfo.Length > 0)
            throw new FormatException($"--public-url: '{url}' is not an https URL without a path.");
        var (certificate, key) = (ExistingFile(args, "--certificate"), ExistingFile(args, "--key"));
        if (certificate is null != key is null)
            throw new FormatException("--certificate and --key belong together: give both.");
        var trust = ExistingFile(args, "--trust");
        if (trust is not null)
            CertificateFiles.Read("--trust", trust);
        if (certificate is not null)
            CertificateFiles.Server(certificate, key!);
        return new TransportOptions
        {
            Certificate = certificate,
            Key = key,
            PublicUrl = publicUrl,
            AllowedAddresses = Values(args, "--allow-address").Select(Mapping).ToDictionary(m => m.Name, m => m.Address, StringComparer.OrdinalIgnoreCase),
            Trust = trust,
            RetryMax = Seconds(args, "--retry-max") ?? TimeSpan.FromMinutes(1),
        };
    }

    private static (string Name, IPEndPoint Address) Mapping(string text)
    {
        var parts = text.Split('=', 2);
        if (parts.Length != 2 || !ProviderName.TryParse(parts[0], out var name) || !IPEndPoint.TryParse(parts[1], out var address) || address.Port == 0)
            throw new FormatException($"--allow-address: '{text}' is not of the form globex.example=127.0.0.1:8449.");
        return (name.Value, address);
    }

    private static string? ExistingFile(string[] args, string name)
    {
        var path = Values(args, name).LastOrDefault();
        if (path is not null && !File.Exists(path))
            throw new FormatException($"{name}: there is no file '{path}'.");
        return path is null ? null : Path.GetFullPath(path);
    }

    private static TimeSpan? Seconds(string[] args, string name)
    {
        if (Values(args, name).LastOrDefault() is not { } text)
            return null;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"{name}: '{text}' is not a number of seconds above 0, of a day at most.");
    }

    private static List<string> Values(string[] args, string name)
    {
        var values = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == name)
                values.Add(i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{name} needs a value."));
        }
        return values;
    }
}

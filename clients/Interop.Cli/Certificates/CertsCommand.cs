using System.CommandLine;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Certificates;

/// <summary>certs: TLS certificates for development, by a local authority.</summary>
internal static class CertsCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--out") { Description = "Folder for the authority (ca.pem, ca-key.pem; made once and used again) and the certificates.", HelpName = "DIR", Required = true };
        var names = new Option<string[]>("--name") { Description = "DNS name to make a certificate for: NAME.pem and NAME-key.pem. May be given several times; localhost has the loopback addresses too.", HelpName = "NAME", Required = true };
        var command = new Command("certs", "Make TLS certificates for development. Servers show them by --certificate and --key, and believe each other by --trust DIR/ca.pem. Not for production: whoever has ca-key.pem can pass for any name.")
        {
            folder, names,
        };
        command.Does((parsed, _) =>
        {
            var to = Path.GetFullPath(parsed.GetValue(folder)!);
            var wanted = parsed.GetValue(names)!;
            if (wanted.FirstOrDefault(name => !ProviderName.TryParse(name, out ProviderName _)) is { } wrong)
                throw new UsageException($"--name: '{wrong}' is not a lower-case DNS name");
            using var authority = DevelopmentAuthority.Open(to, TimeProvider.System);
            Console.WriteLine($"{(authority.IsNew ? "new authority" : "authority")}: {Path.Combine(to, DevelopmentAuthority.CertificateFile)}");
            foreach (var name in wanted)
            {
                authority.Issue(name);
                Console.WriteLine($"{name}: {Path.Combine(to, name)}.pem, {Path.Combine(to, name)}-key.pem (1 year)");
            }
            return Task.FromResult(Run.Done);
        });
        return command;
    }
}

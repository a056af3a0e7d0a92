using System.CommandLine;
using Interop.Cli.Verification.Outside;

namespace Interop.Cli.Archive;

/// <summary>Whom a verification believes besides the archive's own keys.</summary>
/// <param name="withStamps">There may be time stamps where this looks.</param>
internal sealed class OutsideOptions(bool withStamps = true)
{
    private readonly Option<string[]> cosigners = new("--cosigners")
    {
        Description = "Witnesses of C2SP of which the log must have cosignatures: a file of C2SP tlog-policy with its quorum, or the key of a witness (name+id+key), of which one at least must have signed. May be given several times.",
        HelpName = "FILE|KEY", DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> anchors = new("--timestamp-ca")
    {
        Description = "Certificate of a time-stamp authority (RFC 3161), or of who has certified it: there must be time stamps, each by an authority for which one of these vouches. May be given several times.",
        HelpName = "FILE", DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command)
    {
        command.Options.Add(cosigners);
        if (withStamps)
            command.Options.Add(anchors);
    }

    /// <exception cref="UsageException">A file or key is not one.</exception>
    public OutsideTrust Read(ParseResult parsed)
    {
        try
        {
            return new OutsideTrust(new Cosigners(parsed.GetValue(cosigners)!), new TimestampAnchors(withStamps ? parsed.GetValue(anchors)! : []));
        }
        catch (FormatException fault)
        {
            throw new UsageException(fault.Message);
        }
    }
}

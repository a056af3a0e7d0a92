using System.Text.Json;
using Interop.Server.Compliance.Content;
using Interop.Server.Compliance.Rulebook;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// Finds payment card numbers in what was written: the detector payment-card of the book (spec 7.10), switched on at a proxy without a policy of its own.
/// What is done with them is the organisation's choice: they are taken out, the event waits for a review, or it is refused. The code names the
/// detector, never what it found.
/// </summary>
/// <param name="action">redact, review or block: <see cref="PolicyAction"/>.</param>
internal sealed class DetectPaymentCard(string action) : IPolicy
{
    public const string PolicyName = "detect-payment-card";

    private const string Settings = """{"detectors":["payment-card"],"attachments":false}""";

    private readonly IPolicy detector = new DlpKind().Compile(new PolicyVersion
    {
        Name = PolicyName, Kind = DlpKind.Name, Version = 2, Author = "", State = PolicyState.Effective, Action = action, Settings = JsonElement.Parse(Settings),
        Message = action == PolicyAction.Block ? "A payment card number was found; send it by another way." : null,
    });

    public string Name => PolicyName;

    /// <summary>Of how it finds. What is done where it finds something is a setting, and on record as such.</summary>
    public string Version => "2";

    public PolicyOutcome Evaluate(in PolicyInput input) => detector.Evaluate(in input);
}

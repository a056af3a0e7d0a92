using System.Text.Json;
using Interop.Bridges.RealServers.Installation;
using Interop.Protocol;
using Interop.Protocol.ReviewApi;

namespace Interop.Cli.Demo.Firm;

/// <summary>What the firm looks for, and who reviews it: the policies to begin with (server/policy-library), written by one person and approved by another.</summary>
internal sealed class FirmRules(FirmDesk desk)
{
    private static readonly string[] Policies = ["off-channel", "market-abuse", "conduct", "harassment", "personal-data-and-secrets"];

    public async Task SetAsync(CancellationToken stop)
    {
        var (author, approver) = (desk[FirmPost.Policy], desk[FirmPost.PolicyApprover]);
        foreach (var name in Policies)
        {
            var written = await File.ReadAllBytesAsync(Path.Combine(Checkout.Root!, "server", "policy-library", $"{name}.json"), stop);
            var draft = await author.Policies.DraftAsync(name, JsonSerializer.Deserialize(written, OcipJson.Default.PolicyDefinition)!, null, stop);
            await approver.Policies.ApproveAsync(await author.Policies.ProposeAsync(draft, null, stop), stop);
        }
        var before = await author.Supervision.SettingsAsync(stop);
        await author.Supervision.SetAsync(
            before with
            {
                At = null, By = null,
                Dispositions = ["trained"],
                Groups = [.. FirmPlan.Groups.Select(group => new SupervisedGroup { Group = FirmHiring.GroupName(group), Supervisors = [FirmPost.Supervisor], Minimum = "2" })],
                Queues =
                [
                    new ReviewQueue
                    {
                        Name = "conduct", Policies = ["lexicon:*"], DueHours = 48, Levels = [[FirmPost.Reviewer, FirmPost.SecondReviewer], [FirmPost.Lead]],
                        Must = new MustReview { Policies = ["lexicon:market-abuse"] },
                    },
                    new ReviewQueue { Name = "data", Policies = ["dlp:*"], Sources = ["policy"] },
                ],
                Plans = [new SamplingPlan { Name = "daily", Queue = "conduct", Percent = "1.5", Method = "guaranteed" }],
                Templates =
                [
                    new ReviewTemplate { Name = "off channel", Text = "Please keep business conversations in this chat. It is recorded; private messengers are not." },
                    new ReviewTemplate { Name = "card numbers", Text = "Please do not write card or account numbers into chats. Use the payment form." },
                ],
            },
            stop);
    }
}

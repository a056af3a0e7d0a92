using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.PolicyApi;

namespace Interop.Cli.Demo.Firm.Work;

/// <summary>A policy that is being written: a draft, tried on the last month.</summary>
internal sealed class FirmTrial(OcipClient author)
{
    public const string Name = "gifts";

    private const string Settings = """
        {"terms":["(gift* OR tickets OR dinner OR hospitality) NEAR/8 (client OR contract OR approval)","invoice* NEAR/4 (gift* OR entertain*)","geschenk*","einladung NEAR/6 (kunde* OR vertrag)","cadeau*","regalo*","礼物","贈り物","подар*","هدية"],"stem":"en"}
        """;

    /// <summary>Begun; the server goes on with it.</summary>
    public async Task<DryRunView> BeginAsync(CancellationToken stop)
    {
        var draft = await author.Policies.DraftAsync(Name, new PolicyDefinition { Kind = "lexicon", Action = "flag", Settings = JsonSerializer.Deserialize(Settings, OcipJson.Default.JsonElement) }, null, stop);
        return await author.Policies.StartDryRunAsync(Name, draft.Version, new DryRunRequest(), stop);
    }
}

using System.Globalization;
using Interop.Cli.Generating;
using Interop.Protocol;
using Interop.Protocol.PeopleApi;

namespace Interop.Cli.Demo.Firm.Work;

/// <summary>What is urgent outside of hours: a duty manager decides on it. At the end of a month people say whether their hours are counted right.</summary>
internal sealed class FirmEvenings(FirmCalls calls, FirmPlan plan, FirmHiring hiring, Dice dice)
{
    private const int AcknowledgedOfEvery = 3;
    private const double ApprovedPerMille = 750;
    private const double AgreedPerMille = 850;

    private readonly FirmPerson manager = hiring.DutyManagers().First();

    /// <summary>Decides on all that waits.</summary>
    public async Task TurnAsync(CancellationToken stop)
    {
        var waiting = await calls.GetAsync(manager.Token, "client/urgent?limit=50", OcipJson.Default.UrgentList, stop);
        foreach (var request in waiting.Requests)
        {
            var decision = dice.Hits(ApprovedPerMille) ? "approval" : "refusal";
            try
            {
                using var answer = await calls.SendAsync(manager.Token, HttpMethod.Post, $"client/urgent/{Uri.EscapeDataString(request.Event.Value)}/{decision}", null, stop);
            }
            catch (InvalidDataException)
            {
                // The hours have begun meanwhile: nobody waits for it any more.
                continue;
            }
        }
    }

    /// <summary>Some of the people agree to what was counted for a month, or do not.</summary>
    /// <param name="month">Any time of it.</param>
    /// <param name="stop">Ends it.</param>
    public async Task AcknowledgeAsync(DateTimeOffset month, CancellationToken stop)
    {
        var name = month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        foreach (var person in plan.People.Where((_, n) => n % AcknowledgedOfEvery == 1))
        {
            var agrees = dice.Hits(AgreedPerMille);
            await calls.DoAsync(person.Token, HttpMethod.Post, "client/labour/acknowledgement", new LabourAcknowledgement(name, agrees, agrees ? null : "I wrote from the train as well; that is not all of it."),
                OcipJson.Default.LabourAcknowledgement, stop);
        }
    }
}

using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Server.Compliance.Policies;

namespace Interop.Server.Compliance.Rulebook.Kinds;

/// <summary>
/// Communication that a reviewer lets go on before anybody gets it (spec 7.8), as FINRA 2210(b) asks of what goes to many: settings {outsidersMin?,
/// recipientsMin?, audience?, files?}. What fits all of them waits; the scope says whose. What is taken back, left or received needs no approval.
/// </summary>
internal sealed class PreapprovalKind : IPolicyKind
{
    private const int CountMax = 20_000;

    public string Kind => "preapproval";

    public string? Check(JsonElement settings)
    {
        foreach (var member in settings.EnumerateObject())
        {
            var fault = member.Name switch
            {
                "outsidersMin" or "recipientsMin" => member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var count) && count is > 0 and <= CountMax ? null : $"/{member.Name}: 1 to {CountMax}.",
                "files" => member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "/files: true or false.",
                "audience" => PeopleSelector.Check(member.Value, "/audience"),
                _ => $"/{member.Name}: the settings have outsidersMin, recipientsMin, audience and files.",
            };
            if (fault is not null)
                return fault;
        }
        return null;
    }

    public IPolicy Compile(PolicyVersion version) => new Preapproval(version);

    private sealed class Preapproval(PolicyVersion version) : IPolicy
    {
        private readonly int outsidersMin = Number(version.Settings, "outsidersMin");
        private readonly int recipientsMin = Number(version.Settings, "recipientsMin");
        private readonly bool filesOnly = version.Settings.TryGetProperty("files", out var files) && files.ValueKind == JsonValueKind.True;
        private readonly PeopleSelector? audience = version.Settings.TryGetProperty("audience", out var selector) ? PeopleSelector.Of(selector) : null;

        public string Name => version.RecordName;

        public string Version => "1";

        public PolicyOutcome Evaluate(in PolicyInput input)
        {
            if (input.Reviewed || input.Header.Type is not (EventTypes.Message or EventTypes.Edit) || (filesOnly && !HasFile(in input)))
                return PolicyOutcome.Allow;
            // At release one recipient is asked for; the room has the others.
            var people = input.Release ? input.Participants : input.Recipients;
            var (recipients, outsiders, isAudience) = (0, 0, audience is null);
            foreach (var person in people)
            {
                if (person.User == input.Sender.User)
                    continue;
                recipients++;
                outsiders += PolicyScope.IsOutside(person) ? 1 : 0;
                isAudience = isAudience || audience!.Has(person, input.Groups);
            }
            return isAudience && recipients >= recipientsMin && outsiders >= outsidersMin ? version.Found(in input) : PolicyOutcome.Allow;
        }

        private static bool HasFile(in PolicyInput input) => input.Media.Count > 0 || Protocol.Media.MediaParts.Of(input.Header.Type, input.Content).Count > 0;

        private static int Number(JsonElement settings, string name) => settings.TryGetProperty(name, out var value) ? value.GetInt32() : 0;
    }
}

using System.Text.Json;
using Interop.Protocol.Media;
using Interop.Server.Compliance.Content.Lexicons;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook;

namespace Interop.Server.Compliance.Content.Files;

/// <summary>Policies about files (spec 7.10). Settings: extensions?, types?, digests?, each {deny?, allow?}, sizeMax?, mismatch?</summary>
internal sealed class FilesKind : IPolicyKind
{
    public const string Name = "files";

    private const int DepthMax = 8;

    public string Kind => Name;

    public string? Check(JsonElement settings)
    {
        try
        {
            _ = new FileRules(settings);
            return null;
        }
        catch (LexiconException fault)
        {
            return fault.Message;
        }
    }

    public IPolicy Compile(PolicyVersion version) => new Policy(version, new FileRules(version.Settings));

    private sealed class Policy(PolicyVersion version, FileRules rules) : IPolicy
    {
        string IPolicy.Name => version.RecordName;

        public string Version { get; } = version.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);

        public PolicyOutcome Evaluate(in PolicyInput input)
        {
            if (input.Content.ValueKind != JsonValueKind.Object || !input.Content.TryGetProperty("part"u8, out var part))
                return PolicyOutcome.Allow;
            if (!HasFile(part, 0))
                return PolicyOutcome.Allow;
            List<Cut?>? found = null;
            Look(part, "/part", 0, FoundTypes(in input), ref found);
            return found is null ? PolicyOutcome.Allow : version.Found(in input, found);
        }

        /// <summary>Nearly no event has one, and nothing is allocated for it.</summary>
        private static bool HasFile(JsonElement part, int depth)
        {
            if (part.ValueKind != JsonValueKind.Object || depth > DepthMax)
                return false;
            if (IsFile(part))
                return true;
            if (!part.TryGetProperty("parts"u8, out var parts) || parts.ValueKind != JsonValueKind.Array)
                return false;
            foreach (var inner in parts.EnumerateArray())
            {
                if (HasFile(inner, depth + 1))
                    return true;
            }
            return false;
        }

        private static bool IsFile(JsonElement part) => part.TryGetProperty("cardinality"u8, out var cardinality) && cardinality.ValueEquals("external"u8);

        /// <summary>By digest what the octets were found to be; null where the octets are not here, as at a proxy of its own.</summary>
        private static Dictionary<string, string>? FoundTypes(in PolicyInput input)
        {
            var named = MediaParts.Of(input.Header.Type, input.Content);
            if (input.Media is not { Count: > 0 } media || media.Count != named.Count)
                return null;
            var types = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (place, part) in named.Index())
                types[part.Id.Digest] = media[place].Type;
            return types;
        }

        private void Look(JsonElement part, string pointer, int depth, IReadOnlyDictionary<string, string>? foundTypes, ref List<Cut?>? found)
        {
            if (part.ValueKind != JsonValueKind.Object || depth > DepthMax)
                return;
            if (IsFile(part) && rules.Finds(part, foundTypes))
                (found ??= []).Add(Cut.OfPart(pointer));
            if (!part.TryGetProperty("parts"u8, out var parts) || parts.ValueKind != JsonValueKind.Array)
                return;
            var index = 0;
            foreach (var inner in parts.EnumerateArray())
                Look(inner, $"{pointer}/parts/{index++}", depth + 1, foundTypes, ref found);
        }
    }
}

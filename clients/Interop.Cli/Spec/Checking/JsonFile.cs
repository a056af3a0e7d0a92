using System.Text.Json;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>Whether a file is JSON.</summary>
internal static class JsonFile
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static IEnumerable<Finding> Faults(StandardFolder standard, string file)
    {
        Finding? fault = null;
        try
        {
            JsonDocument.Parse(File.ReadAllBytes(file), Strict).Dispose();
        }
        catch (JsonException wrong)
        {
            fault = new Finding(standard.Shown(file), (int)(wrong.LineNumber ?? 0) + 1, $"this is not JSON: mend it here ({wrong.Message.Split(" Path:")[0].Split(" LineNumber:")[0]})");
        }
        return fault is null ? [] : [fault];
    }
}

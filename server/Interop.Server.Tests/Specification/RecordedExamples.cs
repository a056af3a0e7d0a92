using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Server.Tests.Specification;

/// <summary>With INTEROP_SPEC_RECORD in the environment tests write what passed on the wire as examples into that folder.</summary>
internal static class RecordedExamples
{
    private static readonly JsonSerializerOptions Shown = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string name, string json)
    {
        if (Environment.GetEnvironmentVariable("INTEROP_SPEC_RECORD") is { } folder)
            File.WriteAllText(Path.Combine(folder, name), JsonNode.Parse(json)!.ToJsonString(Shown) + "\n");
    }
}

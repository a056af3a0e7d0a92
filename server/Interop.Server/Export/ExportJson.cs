using System.Text.Json.Serialization;

namespace Interop.Server.Export;

/// <summary>JSON that stays in the folder of an export.</summary>
[JsonSerializable(typeof(ExportProgress))]
internal sealed partial class ExportJson : JsonSerializerContext;

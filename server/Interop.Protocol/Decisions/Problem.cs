using System.Text.Json.Serialization;

namespace Interop.Protocol.Decisions;

/// <summary>The one error body (RFC 9457), media type application/problem+json. Members that are not known are passed over (spec 15).</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record Problem
{
    /// <summary>urn:ocip:code:{code}.</summary>
    public required string Type { get; init; }

    /// <summary>The code's name.</summary>
    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Code { get; init; }

    /// <summary>What is wrong in this case, and what to do about it.</summary>
    public string? Detail { get; init; }

    public static Problem Of(DecisionCode code, string? detail = null) => new()
    {
        Type = code.ProblemType, Title = code.Name, Status = code.Status, Code = code.Code, Detail = detail ?? code.Meaning,
    };
}

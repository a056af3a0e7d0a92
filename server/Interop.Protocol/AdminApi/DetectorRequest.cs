namespace Interop.Protocol.AdminApi;

/// <summary>What a compliance proxy does where a detector finds something (spec 07).</summary>
/// <param name="Action">redact, review or block.</param>
public sealed record DetectorRequest(string Action)
{
    public const string Redact = "redact";
    public const string Review = "review";
    public const string Block = "block";
}

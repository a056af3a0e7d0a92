namespace Interop.Protocol.AdminApi;

/// <summary>The outcome of a review of something that was held for it (spec 07).</summary>
/// <param name="Decision">release or block.</param>
public sealed record ReviewRequest(string Decision)
{
    public const string Release = "release";
    public const string Block = "block";
}

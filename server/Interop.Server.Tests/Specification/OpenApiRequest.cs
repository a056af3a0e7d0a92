using System.Text.RegularExpressions;

namespace Interop.Server.Tests.Specification;

/// <summary>A request of an OpenAPI document.</summary>
/// <param name="Method">GET, POST, …</param>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Asked">Type of the body, or nothing.</param>
/// <param name="Answered">Status and type of the answer.</param>
/// <param name="Scope">That the token must have; null without a token.</param>
internal sealed record OpenApiRequest(string Method, string Path, string Asked, string Answered, string? Scope)
{
    /// <summary>A parameter {path} has slashes.</summary>
    public bool Matches(Exchange exchange) => exchange.Method == Method
        && Regex.IsMatch(exchange.Path, $"^{Regex.Replace(Path.Replace("{path}", ".+", StringComparison.Ordinal), @"\{[^}]+\}", "[^/]+", RegexOptions.NonBacktracking)}$", RegexOptions.NonBacktracking);
}

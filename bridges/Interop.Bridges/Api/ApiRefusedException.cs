using Interop.Protocol.Decisions;

namespace Interop.Bridges.Api;

/// <summary>The server refused a request for good.</summary>
public sealed class ApiRefusedException(Problem problem) : Exception($"{problem.Code} {problem.Title}: {problem.Detail}")
{
    public Problem Problem { get; } = problem;
}

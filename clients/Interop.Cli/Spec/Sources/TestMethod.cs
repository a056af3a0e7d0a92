namespace Interop.Cli.Spec.Sources;

/// <summary>A test as it stands in the sources.</summary>
/// <param name="Type">Name of its class.</param>
/// <param name="Method">Name of the method.</param>
/// <param name="File">Relative to the checkout, with forward slashes.</param>
/// <param name="Line">From 1; the line of its declaration.</param>
/// <param name="Code">The method, from its attributes to its end, without the indentation of its class.</param>
internal sealed record TestMethod(string Type, string Method, string File, int Line, string Code)
{
    /// <summary>How requirements.csv names it.</summary>
    public string Name => $"{Type}.{Method}";
}

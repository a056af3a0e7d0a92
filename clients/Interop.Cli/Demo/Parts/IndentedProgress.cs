namespace Interop.Cli.Demo.Parts;

/// <summary>Steps within a step.</summary>
internal sealed class IndentedProgress(IProgress<string> outer) : IProgress<string>
{
    public void Report(string value) => outer.Report($"    {value}");
}

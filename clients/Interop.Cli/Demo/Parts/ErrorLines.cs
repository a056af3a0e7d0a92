namespace Interop.Cli.Demo.Parts;

/// <summary>Progress on standard error, one line each, so that standard output stays for results.</summary>
internal sealed class ErrorLines : IProgress<string>
{
    public void Report(string value) => Console.Error.WriteLine(value);
}

namespace Interop.Cli.Spec.Checking;

/// <summary>Something that is wrong in the standard.</summary>
/// <param name="File">Relative to the checkout, with forward slashes.</param>
/// <param name="Line">From 1.</param>
/// <param name="Message">What is wrong, and what to do about it.</param>
internal sealed record Finding(string File, int Line, string Message)
{
    public override string ToString() => $"{File}:{Line}: {Message}";
}

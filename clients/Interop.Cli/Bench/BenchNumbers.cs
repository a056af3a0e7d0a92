using System.CommandLine;

namespace Interop.Cli.Bench;

/// <summary>Options that are whole numbers within bounds.</summary>
internal static class BenchNumbers
{
    public static Option<int> Create(string name, string description, int otherwise, int min, int max)
    {
        var option = new Option<int>(name) { Description = $"{description} Default {otherwise}.", DefaultValueFactory = _ => otherwise, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var value) || value < min || value > max))
                result.AddError($"{name}: a number from {min} to {max} expected");
        });
        return option;
    }
}

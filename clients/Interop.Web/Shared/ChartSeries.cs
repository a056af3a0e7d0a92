using System.Globalization;

namespace Interop.Web.Shared;

/// <param name="Name">For the legend and whoever hears it.</param>
/// <param name="Colour">A token of tokens.css, such as accent.</param>
/// <param name="Values">One for each step, oldest first.</param>
public sealed record ChartSeries(string Name, string Colour, IReadOnlyList<double> Values)
{
    public double Sum => Values.Sum();

    /// <summary>Rates, of which a sum says nothing: the mean stands in the legend.</summary>
    public bool IsRate { get; init; }

    /// <summary>For the legend: the sum, or the mean of rates.</summary>
    public string Written => IsRate ? $"⌀ {(Values.Count == 0 ? 0 : Values.Average()).ToString("N1", CultureInfo.InvariantCulture)}" : Sum.ToString("N0", CultureInfo.InvariantCulture);
}

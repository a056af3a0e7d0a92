using System.Globalization;
using System.Text;

namespace Interop.Server.Search.Index;

/// <summary>What is kept equally long and was said in one quarter is indexed together, and goes together.</summary>
/// <param name="Class">Retention class.</param>
/// <param name="Year">Of the record's time, UTC.</param>
/// <param name="Quarter">1 to 4.</param>
internal readonly record struct PartitionName(string Class, int Year, int Quarter)
{
    public static PartitionName Of(string retentionClass, DateTimeOffset at) => new(retentionClass, at.UtcDateTime.Year, ((at.UtcDateTime.Month - 1) / 3) + 1);

    /// <summary>The first month, as the periods of keys are named.</summary>
    public string Period => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{(Quarter * 3) - 2:00}");

    /// <summary>Name of its file, without an ending. A class whose name a file cannot have is spelled out.</summary>
    public string File => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}q{Quarter}-{Spelled(Class)}");

    private static string Spelled(string name)
    {
        if (name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_'))
            return name;
        return "x" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name));
    }
}

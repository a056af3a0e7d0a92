using System.Globalization;

namespace Interop.Server.Retention;

/// <summary>How dispositions are run.</summary>
internal sealed record RetentionOptions
{
    public static readonly string[] Own = ["--copies-days", "--disposition-every"];

    public const string Help = """
          --copies-days N         how long backups are kept that were made before: stands in certificates as copiesUntil (default 0: none)
          --disposition-every T   how often what is due is gathered for approval, such as 7d or 12h; off for never (default 7d)
        """;

    /// <summary>--copies-days: zero when no copies are kept.</summary>
    public int CopiesDays { get; init; }

    /// <summary>--disposition-every: null for never.</summary>
    public TimeSpan? Every { get; init; } = TimeSpan.FromDays(7);

    /// <exception cref="FormatException">An option is wrong; the message says which and why.</exception>
    public static RetentionOptions Read(string[] args)
    {
        var days = 0;
        if (Value(args, "--copies-days") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out days) || days > 36_500))
            throw new FormatException("--copies-days is a number of days.");
        return new RetentionOptions { CopiesDays = days, Every = Value(args, "--disposition-every") is { } every ? Interval(every) : TimeSpan.FromDays(7) };
    }

    private static TimeSpan? Interval(string text)
    {
        if (text == "off")
            return null;
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 366)
        {
            switch (text[^1])
            {
                case 'd': return TimeSpan.FromDays(number);
                case 'h': return TimeSpan.FromHours(number);
                case 's': return TimeSpan.FromSeconds(number);
            }
        }
        throw new FormatException("--disposition-every is such as 7d, 12h or 30s, or off.");
    }

    private static string? Value(string[] args, string name)
    {
        var index = Array.IndexOf(args, name);
        if (index < 0)
            return null;
        return index + 1 < args.Length ? args[index + 1] : throw new FormatException($"{name} needs a value.");
    }
}

using System.Globalization;
using Interop.Protocol.PeopleApi;
using NodaTime;
using NodaTime.Text;

namespace Interop.Server.Tests.Compliance.Hours;

/// <summary>
/// What the laws say of public holidays, as far as they are rules, for the files of Compliance/Hours/Holidays. Days that a region adds, and those
/// that a government moves by notice, are not rules; where there was a notice it is written down here.
/// </summary>
internal static class HolidayRules
{
    public const int First = 2025;
    public const int Last = 2028;

    public static IReadOnlyDictionary<string, HolidayCalendar> All { get; } = new Dictionary<string, HolidayCalendar>(StringComparer.Ordinal)
    {
        ["PT"] = Of("Portugal: compulsory public holidays", "Código do Trabalho, Art. 234; municipal holidays and Carnival are not in it.", Portugal),
        ["DE"] = Of("Germany: holidays of all states", "Einigungsvertrag Art. 2 and the laws of the states; holidays of single states are not in it.", Germany),
        ["FR"] = Of("France: legal holidays", "Code du travail, L3133-1; those of Alsace-Moselle and overseas are not in it.", France),
        ["GB"] = Of("England and Wales: bank holidays", "Banking and Financial Dealings Act 1971, Sch. 1, and proclamations; Scotland and Northern Ireland differ.", England),
        ["AU"] = Of("Australia: public holidays of all states and territories", "Fair Work Act 2009, s 115, and substitutes by state laws; the King's Birthday and days of single states are not in it.", Australia),
        ["US"] = Of("United States: federal holidays, and the days on which they are observed", "5 U.S.C. 6103; Executive Order 11582.", UnitedStates),
        ["JP"] = Of("Japan: national holidays", "Act on National Holidays (1948, No. 178), Art. 2 and 3; equinoxes as computed, to be confirmed by the yearly notice.", Japan),
        ["CN"] = Of("China: holidays as arranged; from 2027 the statutory days only", "State Council General Office, notices for 2025 and 2026; Regulation on Public Holidays (2024) for 2027 and 2028, whose notices come in the year before. Working days in exchange are not in it.", China),
    };

    private static HolidayCalendar Of(string title, string source, Func<int, IEnumerable<(LocalDate Date, string Name)>> rules) => new(title, source,
        [.. Enumerable.Range(First, Last - First + 1 + 1).SelectMany(rules).Where(d => d.Date.Year is >= First and <= Last).GroupBy(d => d.Date).OrderBy(g => g.Key)
            .Select(g => new HolidayDay(LocalDatePattern.Iso.Format(g.Key), string.Join("; ", g.Select(d => d.Name).Distinct())))]);

    private static IEnumerable<(LocalDate, string)> Portugal(int year)
    {
        var easter = Easter(year);
        return
        [
            (Day(year, 1, 1), "Ano Novo"), (easter.PlusDays(-2), "Sexta-Feira Santa"), (easter, "Páscoa"), (Day(year, 4, 25), "Dia da Liberdade"), (Day(year, 5, 1), "Dia do Trabalhador"),
            (easter.PlusDays(60), "Corpo de Deus"), (Day(year, 6, 10), "Dia de Portugal"), (Day(year, 8, 15), "Assunção de Nossa Senhora"), (Day(year, 10, 5), "Implantação da República"),
            (Day(year, 11, 1), "Todos os Santos"), (Day(year, 12, 1), "Restauração da Independência"), (Day(year, 12, 8), "Imaculada Conceição"), (Day(year, 12, 25), "Natal"),
        ];
    }

    private static IEnumerable<(LocalDate, string)> Germany(int year)
    {
        var easter = Easter(year);
        return
        [
            (Day(year, 1, 1), "Neujahr"), (easter.PlusDays(-2), "Karfreitag"), (easter.PlusDays(1), "Ostermontag"), (Day(year, 5, 1), "Tag der Arbeit"), (easter.PlusDays(39), "Christi Himmelfahrt"),
            (easter.PlusDays(50), "Pfingstmontag"), (Day(year, 10, 3), "Tag der Deutschen Einheit"), (Day(year, 12, 25), "1. Weihnachtstag"), (Day(year, 12, 26), "2. Weihnachtstag"),
        ];
    }

    private static IEnumerable<(LocalDate, string)> France(int year)
    {
        var easter = Easter(year);
        return
        [
            (Day(year, 1, 1), "Jour de l'an"), (easter.PlusDays(1), "Lundi de Pâques"), (Day(year, 5, 1), "Fête du Travail"), (Day(year, 5, 8), "Victoire 1945"), (easter.PlusDays(39), "Ascension"),
            (easter.PlusDays(50), "Lundi de Pentecôte"), (Day(year, 7, 14), "Fête nationale"), (Day(year, 8, 15), "Assomption"), (Day(year, 11, 1), "Toussaint"), (Day(year, 11, 11), "Armistice 1918"),
            (Day(year, 12, 25), "Noël"),
        ];
    }

    private static IEnumerable<(LocalDate, string)> England(int year)
    {
        var easter = Easter(year);
        return
        [
            (AfterWeekend(Day(year, 1, 1)), "New Year's Day"), (easter.PlusDays(-2), "Good Friday"), (easter.PlusDays(1), "Easter Monday"), (Nth(year, 5, IsoDayOfWeek.Monday, 1), "Early May bank holiday"),
            (LastOf(year, 5, IsoDayOfWeek.Monday), "Spring bank holiday"), (LastOf(year, 8, IsoDayOfWeek.Monday), "Summer bank holiday"), .. Christmas(year),
        ];
    }

    private static IEnumerable<(LocalDate, string)> Australia(int year)
    {
        var easter = Easter(year);
        return
        [
            (AfterWeekend(Day(year, 1, 1)), "New Year's Day"), (AfterWeekend(Day(year, 1, 26)), "Australia Day"), (easter.PlusDays(-2), "Good Friday"), (easter.PlusDays(1), "Easter Monday"),
            (Day(year, 4, 25), "Anzac Day"), (Day(year, 12, 25), "Christmas Day"), (Day(year, 12, 26), "Boxing Day"), .. Christmas(year),
        ];
    }

    /// <summary>Both days, each moved to the next working day when it is at a weekend.</summary>
    private static IEnumerable<(LocalDate, string)> Christmas(int year) => Day(year, 12, 25).DayOfWeek switch
    {
        IsoDayOfWeek.Friday => [(Day(year, 12, 25), "Christmas Day"), (Day(year, 12, 28), "Boxing Day (substitute)")],
        IsoDayOfWeek.Saturday => [(Day(year, 12, 27), "Christmas Day (substitute)"), (Day(year, 12, 28), "Boxing Day (substitute)")],
        IsoDayOfWeek.Sunday => [(Day(year, 12, 26), "Boxing Day"), (Day(year, 12, 27), "Christmas Day (substitute)")],
        _ => [(Day(year, 12, 25), "Christmas Day"), (Day(year, 12, 26), "Boxing Day")],
    };

    private static IEnumerable<(LocalDate, string)> UnitedStates(int year)
    {
        (LocalDate, string)[] moved = [(Day(year, 1, 1), "New Year's Day"), (Day(year, 6, 19), "Juneteenth"), (Day(year, 7, 4), "Independence Day"), (Day(year, 11, 11), "Veterans Day"), (Day(year, 12, 25), "Christmas Day")];
        return
        [
            .. moved, .. moved.Select(d => (Observed(d.Item1), $"{d.Item2} (observed)")).Where(d => !moved.Any(m => m.Item1 == d.Item1)),
            (Nth(year, 1, IsoDayOfWeek.Monday, 3), "Birthday of Martin Luther King, Jr."), (Nth(year, 2, IsoDayOfWeek.Monday, 3), "Washington's Birthday"), (LastOf(year, 5, IsoDayOfWeek.Monday), "Memorial Day"),
            (Nth(year, 9, IsoDayOfWeek.Monday, 1), "Labor Day"), (Nth(year, 10, IsoDayOfWeek.Monday, 2), "Columbus Day"), (Nth(year, 11, IsoDayOfWeek.Thursday, 4), "Thanksgiving Day"),
        ];
    }

    private static IEnumerable<(LocalDate, string)> Japan(int year)
    {
        // Equinoxes: the usual approximation for 1980 to 2099.
        var (passed, leaps) = (year - 1980, (year - 1980) / 4);
        var days = new SortedDictionary<LocalDate, string>
        {
            [Day(year, 1, 1)] = "元日", [Nth(year, 1, IsoDayOfWeek.Monday, 2)] = "成人の日", [Day(year, 2, 11)] = "建国記念の日", [Day(year, 2, 23)] = "天皇誕生日",
            [Day(year, 3, (int)(20.8431 + (0.242194 * passed)) - leaps)] = "春分の日", [Day(year, 4, 29)] = "昭和の日", [Day(year, 5, 3)] = "憲法記念日", [Day(year, 5, 4)] = "みどりの日", [Day(year, 5, 5)] = "こどもの日",
            [Nth(year, 7, IsoDayOfWeek.Monday, 3)] = "海の日", [Day(year, 8, 11)] = "山の日", [Nth(year, 9, IsoDayOfWeek.Monday, 3)] = "敬老の日",
            [Day(year, 9, (int)(23.2488 + (0.242194 * passed)) - leaps)] = "秋分の日", [Nth(year, 10, IsoDayOfWeek.Monday, 2)] = "スポーツの日", [Day(year, 11, 3)] = "文化の日", [Day(year, 11, 23)] = "勤労感謝の日",
        };
        var own = days.Keys.ToList();
        foreach (var sunday in own.Where(d => d.DayOfWeek == IsoDayOfWeek.Sunday))
        {
            var next = sunday.PlusDays(1);
            while (days.ContainsKey(next))
                next = next.PlusDays(1);
            days[next] = "振替休日";
        }
        foreach (var between in own.Select(d => d.PlusDays(1)).Where(d => !days.ContainsKey(d) && own.Contains(d.PlusDays(1)) && d.DayOfWeek != IsoDayOfWeek.Sunday).ToList())
            days[between] = "国民の休日";
        return days.Select(d => (d.Key, d.Value));
    }

    private static IEnumerable<(LocalDate, string)> China(int year) => year switch
    {
        2025 => [.. Run(Day(2025, 1, 1), 1, "元旦"), .. Run(Day(2025, 1, 28), 8, "春节"), .. Run(Day(2025, 4, 4), 3, "清明节"), .. Run(Day(2025, 5, 1), 5, "劳动节"), .. Run(Day(2025, 5, 31), 3, "端午节"), .. Run(Day(2025, 10, 1), 8, "国庆节、中秋节")],
        2026 => [.. Run(Day(2026, 1, 1), 3, "元旦"), .. Run(Day(2026, 2, 15), 9, "春节"), .. Run(Day(2026, 4, 4), 3, "清明节"), .. Run(Day(2026, 5, 1), 5, "劳动节"), .. Run(Day(2026, 6, 19), 3, "端午节"), .. Run(Day(2026, 9, 25), 3, "中秋节"), .. Run(Day(2026, 10, 1), 7, "国庆节")],
        _ =>
        [
            .. Run(Day(year, 1, 1), 1, "元旦"), .. Run(Lunar(year, 1, 1).PlusDays(-1), 4, "春节"), .. Run(Day(year, 4, (int)((year % 100 * 0.2422) + 4.81) - (year % 100 / 4)), 1, "清明节"),
            .. Run(Day(year, 5, 1), 2, "劳动节"), .. Run(Lunar(year, 5, 5), 1, "端午节"), .. Run(Lunar(year, 8, 15), 1, "中秋节"), .. Run(Day(year, 10, 1), 3, "国庆节"),
        ],
    };

    private static IEnumerable<(LocalDate, string)> Run(LocalDate first, int days, string name) => Enumerable.Range(0, days).Select(n => (first.PlusDays(n), name));

    private static LocalDate Lunar(int year, int month, int day)
    {
        var calendar = new ChineseLunisolarCalendar();
        var leap = calendar.GetLeapMonth(year);
        return LocalDate.FromDateTime(calendar.ToDateTime(year, leap > 0 && leap <= month ? month + 1 : month, day, 0, 0, 0, 0));
    }

    /// <summary>The Gregorian reckoning (Meeus, Astronomical Algorithms, ch. 8).</summary>
    private static LocalDate Easter(int year)
    {
        var (a, b, c) = (year % 19, year / 100, year % 100);
        var (d, e) = (b / 4, b % 4);
        var h = ((19 * a) + b - d - ((b - ((b + 8) / 25) + 1) / 3) + 15) % 30;
        var l = (32 + (2 * e) + (2 * (c / 4)) - h - (c % 4)) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return Day(year, n / 31, (n % 31) + 1);
    }

    private static LocalDate Day(int year, int month, int day) => new(year, month, day);

    private static LocalDate Nth(int year, int month, IsoDayOfWeek day, int n) => LocalDate.FromYearMonthWeekAndDay(year, month, n, day);

    private static LocalDate LastOf(int year, int month, IsoDayOfWeek day) => LocalDate.FromYearMonthWeekAndDay(year, month, 5, day);

    private static LocalDate AfterWeekend(LocalDate day) => day.DayOfWeek switch { IsoDayOfWeek.Saturday => day.PlusDays(2), IsoDayOfWeek.Sunday => day.PlusDays(1), _ => day };

    private static LocalDate Observed(LocalDate day) => day.DayOfWeek switch { IsoDayOfWeek.Saturday => day.PlusDays(-1), IsoDayOfWeek.Sunday => day.PlusDays(1), _ => day };
}

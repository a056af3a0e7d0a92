namespace Interop.Cli.Demo.Firm;

/// <summary>Where people of the firm work.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="City">As its people call it.</param>
/// <param name="Zone">Of its clocks (IANA).</param>
/// <param name="Languages">What is spoken there, the first one most (BCP 47).</param>
/// <param name="Given">First names.</param>
/// <param name="Family">Family names.</param>
internal sealed record Office(string Country, string City, string Zone, string[] Languages, string[] Given, string[] Family)
{
    private const int OpensAt = 8;
    private const int ClosesAt = 18;

    public static readonly Office[] All =
    [
        new("GB", "London", "Europe/London", ["en", "fr", "ar"],
            ["Alice", "Oliver", "Priya", "James", "Amelia", "Omar", "Grace", "Daniel", "Layla", "Henry", "Chloe", "Adam", "Claire", "Yusuf", "Emily", "Thomas"],
            ["Harding", "Patel", "Whitmore", "Okafor", "Bennett", "Haddad", "Fraser", "Lindqvist", "Moreau", "Sutton", "Mansour", "Ashby", "Kerr", "Dubois"]),
        new("DE", "Frankfurt", "Europe/Berlin", ["de", "en", "ru"],
            ["Lena", "Jonas", "Katrin", "Felix", "Miriam", "Anton", "Greta", "Moritz", "Elena", "Paul", "Svenja", "Ivan", "Clara", "Tobias", "Nadja", "Emil"],
            ["Brandt", "Keller", "Vogel", "Sommer", "Petrow", "Lehmann", "Albrecht", "Winter", "Krause", "Sokolow", "Hartmann", "Busch", "Seidel", "Adler"]),
        new("HK", "Hong Kong", "Asia/Hong_Kong", ["zh", "en"],
            ["Mei", "Wei", "Jia", "Ming", "Ying", "Hao", "Lin", "Jun", "Xin", "Kai", "Yan", "Tao", "Siu", "Lok", "Fang", "Bo"],
            ["Chan", "Wong", "Leung", "Cheung", "Lau", "Ho", "Tang", "Kwok", "Fung", "Yip", "Tsang", "Lo", "Chow", "Mak"]),
        new("ES", "Madrid", "Europe/Madrid", ["es", "en", "ja"],
            ["Carmen", "Javier", "Lucia", "Diego", "Yuki", "Sofia", "Hugo", "Elena", "Mateo", "Ines", "Haruto", "Pablo", "Marta", "Alvaro", "Hana", "Nuria"],
            ["Navarro", "Ortega", "Molina", "Tanaka", "Serrano", "Castillo", "Reyes", "Iglesias", "Mori", "Cortes", "Vidal", "Santos", "Ramos", "Sato"]),
    ];

    /// <summary>As calendars name it.</summary>
    public string Place => $"{City}, {Country}";

    /// <summary>Of the public holidays that come with the server; null where there are none of this country.</summary>
    public string? Holidays => Country is "GB" or "DE" ? Country : null;

    /// <summary>Whether people are at work there at this time.</summary>
    public bool IsOpen(DateTimeOffset now) => Activity(now) >= 1;

    /// <summary>How much is written there in an hour of the world: most of it in the place's own working day, a little in the evening.</summary>
    public double Activity(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(Zone));
        if (local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            return 0.02;
        return local.Hour switch { >= OpensAt and < ClosesAt => 1, >= ClosesAt and < 22 => 0.1, _ => 0.01 };
    }
}

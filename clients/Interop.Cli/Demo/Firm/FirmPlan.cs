using Interop.Cli.Generating;

namespace Interop.Cli.Demo.Firm;

/// <summary>Who works at the firm and who talks with whom. All of it follows from the seed.</summary>
internal sealed class FirmPlan
{
    public static readonly string[] Groups = ["Trading", "Sales", "Research", "Treasury", "Operations", "Client Service"];

    /// <summary>Networks of the firm's clients. What comes over them is generated; the bridges to Matrix and XMPP in the demo are real.</summary>
    public static readonly string[] Networks = ["whatsapp", "wechat", "slack"];

    private const int PeoplePerTeam = 9;
    private const int Projects = 60;
    private const int WorldwideOfEvery = 8;
    private const int Directs = 110;
    private const int Clients = 130;

    private static readonly string[] Topics =
        ["Atlas", "Borealis", "Cedar", "Delta", "Ember", "Falcon", "Granite", "Harbour", "Iris", "Juniper", "Kestrel", "Lagoon", "Meridian", "Nimbus", "Orchard", "Pioneer", "Quartz", "Rowan", "Sierra", "Tundra"];

    private static readonly string[] Firms = ["Northwind Capital", "Blue Harbor", "Lumen Energy", "Vela Shipping", "Cobalt Foods", "Aurora Pharma", "Summit Rail", "Tidewater Insurance"];

    private readonly Dice dice;

    public FirmPlan(ulong seed)
    {
        Seed = seed;
        dice = new Dice(seed).Split(-7);
        People = [.. Hire()];
        Rooms = [.. Teams(), .. ProjectRooms(), .. DirectRooms(), .. ClientRooms()];
    }

    public ulong Seed { get; }

    public FirmPerson[] People { get; }

    public FirmRoom[] Rooms { get; }

    private IEnumerable<FirmPerson> Hire()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in Groups)
        {
            foreach (var office in Office.All)
            {
                for (var n = 0; n < PeoplePerTeam; n++)
                {
                    string given, family;
                    do
                        (given, family) = (office.Given[dice.Below(office.Given.Length)], office.Family[dice.Below(office.Family.Length)]);
                    while (!taken.Add($"{given}.{family}"));
                    var language = office.Languages[dice.Hits(700) ? 0 : dice.Below(office.Languages.Length)];
                    yield return new FirmPerson($"{given}.{family}".ToLowerInvariant(), $"{given} {family}", group, office, PlaceOf(language));
                }
            }
        }
    }

    private IEnumerable<FirmRoom> Teams() => People.Index().GroupBy(p => (p.Item.Group, p.Item.Office))
        .Select(team => new FirmRoom([.. team.Select(p => p.Index)], $"{team.Key.Group} {team.Key.Office.City}", PlaceOf(team.Key.Office.Languages[0]), 6));

    private IEnumerable<FirmRoom> ProjectRooms()
    {
        var regions = People.Index().GroupBy(p => p.Item.Office.Country == "HK").Select(region => region.Select(p => p.Index).ToArray()).ToArray();
        for (var n = 0; n < Projects; n++)
        {
            // Most are of people who work at the same hours; what others write at theirs has to wait.
            int[] from = n % WorldwideOfEvery == 0 ? [.. Enumerable.Range(0, People.Length)] : regions[n % (WorldwideOfEvery / 2) == 1 ? 1 : 0];
            var members = Enumerable.Range(0, 4 + dice.Below(14)).Select(_ => from[dice.Below(from.Length)]).Distinct().ToArray();
            yield return new FirmRoom(members, $"Project {Topics[n % Topics.Length]}{(n < Topics.Length ? "" : $" {1 + (n / Topics.Length)}")}", People[members[0]].Language, 3);
        }
    }

    private IEnumerable<FirmRoom> DirectRooms()
    {
        var pairs = new HashSet<(int, int)>();
        while (pairs.Count < Directs)
        {
            var one = dice.Below(People.Length);
            // Mostly people of one office.
            var other = (one / PeoplePerTeam * PeoplePerTeam) + dice.Below(PeoplePerTeam);
            if (one != other && pairs.Add((Math.Min(one, other), Math.Max(one, other))))
                yield return new FirmRoom([one, other], null, People[one].Language, 1);
        }
    }

    private IEnumerable<FirmRoom> ClientRooms()
    {
        var facing = People.Index().Where(p => p.Item.Group is "Sales" or "Trading" or "Client Service").Select(p => p.Index).ToArray();
        for (var n = 0; n < Clients; n++)
        {
            var employee = facing[dice.Below(facing.Length)];
            var office = Office.All[dice.Below(Office.All.Length)];
            var name = $"{office.Given[dice.Below(office.Given.Length)]} {office.Family[dice.Below(office.Family.Length)]}";
            // Chinese is written on WeChat first of all.
            var network = People[employee].Office.Country == "HK" && dice.Hits(700) ? "wechat" : Networks[dice.Below(Networks.Length)];
            var account = network switch { "whatsapp" => $"+{44_7000_000_000 + n}", "wechat" => $"wxid_{dice.Next():x16}", _ => $"U{dice.Next() % 0xFFFFFFFFF:X9}" };
            yield return new FirmRoom([employee], null, People[employee].Language, 2)
            {
                Client = new FirmClient(network, account, $"{name} ({Firms[dice.Below(Firms.Length)]})"),
            };
        }
    }

    private static int PlaceOf(string language) => Language.All.Index().First(l => l.Item.Code == language).Index;
}

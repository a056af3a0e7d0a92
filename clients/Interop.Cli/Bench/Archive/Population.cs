using Interop.Cli.Generating;

namespace Interop.Cli.Bench.Archive;

/// <summary>
/// Who there is, and who talks with whom: a few write much and many a little (Zipf), rooms likewise; direct chats, rooms of teams, a few
/// large ones, and outsiders on another network. All of it follows from the seed and the number of people.
/// </summary>
internal sealed class Population
{
    private const double PersonPower = 0.7;
    private const double RoomPower = 1.0;
    private const int TeamPeople = 9;
    private const int LargeRoomMax = 120;

    public Population(ulong seed, int people)
    {
        var dice = new Dice(seed).Split(-2);
        var languages = Language.All.Count;
        // Half of a company speaks its first language; the rest is spread.
        LanguageOf = [.. Enumerable.Range(0, people).Select(_ => dice.Hits(400) ? 0 : dice.Below(languages))];
        Teams = [.. Enumerable.Range(0, people).Chunk(TeamPeople)];
        var rooms = new List<int[]>(Teams.Where(team => team.Length > 1));
        rooms.AddRange(Large(dice, people));
        rooms.AddRange(Direct(dice, people));
        Rooms = [.. rooms.DistinctBy(members => string.Join(',', members.Order()))];
        Outsiders = [.. Enumerable.Range(0, Math.Max(1, people / 6)).Select(_ => dice.Below(people))];

        var weights = Rooms.Select((_, n) => (n, order: dice.Next())).OrderBy(r => r.order).Select((r, rank) => (r.n, weight: Shares.Zipf(rank, RoomPower))).ToDictionary(r => r.n, r => r.weight);
        RoomsOf = [.. Enumerable.Range(0, people).Select(person => Enumerable.Range(0, Rooms.Length).Where(room => Rooms[room].Contains(person)).ToArray())];
        RoomShares = [.. RoomsOf.Select(own => new Shares(own.Select(room => weights[room])))];
        WeightOf = [.. Enumerable.Range(0, people).Select(person => Shares.Zipf((int)((person * 7919L) % people), PersonPower))];
    }

    /// <summary>Of each person, as place in <see cref="Language.All"/>.</summary>
    public int[] LanguageOf { get; }

    public int[][] Teams { get; }

    /// <summary>Members of each room; two are a direct chat.</summary>
    public int[][] Rooms { get; }

    /// <summary>Of each outsider, the employee that they write with.</summary>
    public int[] Outsiders { get; }

    public int[][] RoomsOf { get; }

    /// <summary>How often each person writes in which of their rooms.</summary>
    public Shares[] RoomShares { get; }

    public double[] WeightOf { get; }

    private static IEnumerable<int[]> Large(Dice dice, int people)
    {
        for (var n = 0; n < people / 4; n++)
        {
            var size = Math.Min(people, 3 + (int)(LargeRoomMax * Shares.Zipf(n, 0.9)));
            if (size > 2)
                yield return [.. Enumerable.Range(0, size).Select(_ => dice.Below(people)).Distinct()];
        }
    }

    private static IEnumerable<int[]> Direct(Dice dice, int people)
    {
        for (var person = 0; person < people; person++)
        {
            for (var n = 0; n < 3; n++)
            {
                // Mostly within the team.
                var other = dice.Hits(600) ? (person / TeamPeople * TeamPeople) + dice.Below(TeamPeople) : dice.Below(people);
                if (other < people && other != person)
                    yield return [person, other];
            }
        }
    }
}

using System.Globalization;
using System.Text;
using Interop.Bridges.Matrix.AppService;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Matrix.Inbound;
using Xunit;
using Xunit.Abstractions;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>Mutated transactions, for INTEROP_FUZZ_SECONDS (5 when not set): whatever comes, the parser answers and does not throw.</summary>
public sealed class TransactionFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Seeds =
    [
        """{"events":[{"event_id":"$a","room_id":"!r:hs.test","sender":"@alice:hs.test","type":"m.room.message","origin_server_ts":1700000000000,"content":{"msgtype":"m.text","body":"> <@b:x> q\n\nhi","format":"org.matrix.custom.html","formatted_body":"<mx-reply>q</mx-reply><b>hi</b>","m.mentions":{},"m.relates_to":{"m.in_reply_to":{"event_id":"$b"}}},"unsigned":{"age":1}}],"ephemeral":[]}""",
        """{"events":[{"event_id":"$c","room_id":"!r:hs.test","sender":"@alice:hs.test","type":"m.room.message","content":{"msgtype":"m.text","body":"* x","m.new_content":{"msgtype":"m.text","body":"x"},"m.relates_to":{"rel_type":"m.replace","event_id":"$a"},"org.ocip.mark":{"key":"k","code":"c"}}}]}""",
        """{"events":[{"event_id":"$d","room_id":"!r:hs.test","sender":"@alice:hs.test","type":"m.room.member","state_key":"@bob:hs.test","content":{"membership":"invite","displayname":"B","is_direct":true},"unsigned":{"prev_content":{"membership":"leave"}}}]}""",
        """{"events":[{"event_id":"$e","room_id":"!r:hs.test","sender":"@alice:hs.test","type":"m.room.redaction","redacts":"$a","content":{"redacts":"$a","reason":"r"}},{"event_id":"$f","room_id":"!r:hs.test","sender":"@a:hs.test","type":"m.reaction","content":{"m.relates_to":{"rel_type":"m.annotation","event_id":"$a","key":"👍"}}}]}""",
        """{"events":[{"event_id":"$g","room_id":"!r:hs.test","sender":"@a:hs.test","type":"m.room.message","content":{"msgtype":"m.image","body":"b","filename":"f","info":{"mimetype":"image/png","size":1}}},{"event_id":"$h","room_id":"!r:hs.test","sender":"@a:hs.test","type":"m.poll.start","content":{"m.poll":{"question":{"m.text":[{"body":"q"}]}}}}]}""",
    ];

    private static readonly string[] Pieces =
    [
        "null", "[]", "{}", "\"\\ud800\"", "\"\\u0000\"", "1e999", "-0", "18446744073709551616", "\"$a\"", "\"!r\"", "\"@:\"", "true", "\"\"", ",", ":", "{", "}", "[", "]", "\"",
        "\"m.relates_to\":", "\"event_id\":", "\"\\udfff\":1,", "\u202e", "\ufeff", "\\", "\0", "[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":",
    ];

    [Fact]
    public void Parser_AnswersWhateverComes()
    {
        var limit = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("INTEROP_FUZZ_SECONDS") ?? "5", CultureInfo.InvariantCulture));
        var seed = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var random = new Dice((ulong)seed);
        var marks = new EchoMark("secret");
        var start = TimeProvider.System.GetTimestamp();
        var (tried, parsed) = (0L, 0L);
        while (TimeProvider.System.GetElapsedTime(start) < limit)
        {
            var input = Mutate(Seeds[random.Next(Seeds.Length)], random);
            tried++;
            try
            {
                foreach (var read in Transaction.Parse(input, out _) ?? [])
                {
                    parsed++;
                    ReadAll(read, marks);
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}, input (base64): {Convert.ToBase64String(input)}", exception);
            }
        }

        output.WriteLine($"{tried} transactions, {parsed} events parsed");
    }

    private static void ReadAll(MatrixEvent read, EchoMark marks)
    {
        _ = marks.Read(read, isOwnAccount: false);
        _ = MessageReader.EditTarget(read.Content);
        Assert.NotNull(MessageReader.Read(read.Content).Text);
        _ = Placeholders.OfType(read.Type, read.Content);
        if (MatrixUserId.TryParse(read.StateKey, out var user))
            _ = GhostLocalpart.Read(user.Localpart);
    }

    private static byte[] Mutate(string seed, Dice random)
    {
        var text = new StringBuilder(seed);
        for (var times = random.Next(1, 6); times > 0; times--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(5))
            {
                case 0:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 1:
                    text.Remove(Math.Min(at, text.Length - 1), random.Next(1, Math.Min(20, text.Length - Math.Min(at, text.Length - 1) + 1)));
                    break;
                case 2:
                    text[Math.Min(at, text.Length - 1)] = (char)random.Next(1, 0x250);
                    break;
                case 3:
                    ReplaceAValue(text, random);
                    break;
                default:
                    var piece = seed[random.Next(seed.Length)..];
                    text.Insert(at, piece[..random.Next(1, Math.Min(40, piece.Length) + 1)]);
                    break;
            }

            if (text.Length == 0)
                text.Append('{');
        }

        var octets = Encoding.UTF8.GetBytes(text.ToString());
        if (random.Next(8) == 0)
            octets[random.Next(octets.Length)] = (byte)random.Next(256);
        return octets;
    }

    /// <summary>Keeps the JSON whole and makes one value something else: gets deeper than cutting at random.</summary>
    private static void ReplaceAValue(StringBuilder text, Dice random)
    {
        var json = text.ToString();
        var colons = Enumerable.Range(0, json.Length).Where(i => json[i] == ':' && i > 0 && json[i - 1] == '"').ToList();
        if (colons.Count == 0)
            return;
        var start = colons[random.Next(colons.Count)] + 1;
        var end = json.IndexOfAny([',', '}', ']'], start);
        if (end > start)
            text.Remove(start, end - start).Insert(start, Pieces[random.Next(13)]);
    }

    /// <summary>Numbers from a seed, so that a failure can be had again (SplitMix64).</summary>
    private sealed class Dice(ulong seed)
    {
        private ulong state = seed;

        public int Next(int below) => Next(0, below);

        public int Next(int from, int below)
        {
            state += 0x9E3779B97F4A7C15;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return from + (int)((mixed ^ (mixed >> 31)) % (ulong)(below - from));
        }
    }
}

namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>A compiled term: asked after all its elements were looked for.</summary>
internal abstract class Expression
{
    /// <summary>False when it cannot be in the text; costs nothing.</summary>
    public abstract bool MayHold(Matching memory);

    /// <summary>Adds the places where it is, none when it is not there. They come in the order of <see cref="TokenSpan"/>, none of them twice.</summary>
    public abstract void Collect(Matching memory, List<TokenSpan> into);

    /// <summary>The elements that a place has because it is one.</summary>
    public abstract IEnumerable<int> Elements();

    /// <summary>Words in a row, as pieces that were found each by itself.</summary>
    /// <param name="parts">The elements.</param>
    /// <param name="skips">Before each of them: words that may be any.</param>
    /// <param name="isGuard">True for what others are compared with: it is not taken away itself.</param>
    internal sealed class Phrase(int[] parts, int[] skips, bool isGuard) : Expression
    {
        public override bool MayHold(Matching memory)
        {
            foreach (var part in parts)
            {
                if (!memory.Has(part))
                    return false;
            }
            return true;
        }

        public override void Collect(Matching memory, List<TokenSpan> into)
        {
            if (!MayHold(memory))
                return;
            var found = memory.Take();
            memory.CopyTo(parts[0], found);
            for (var part = 1; part < parts.Length && found.Count > 0; part++)
                Follow(memory, found, part);
            foreach (var span in found)
            {
                if (isGuard || !(memory.Ignored.Overlaps(span) || memory.Allowed.Contains(span) || memory.Excluded.Contains(span)))
                    into.Add(span);
            }
            memory.GiveBack(found);
        }

        public override IEnumerable<int> Elements() => parts;

        /// <summary>Keeps what the next part follows. Both lists are of pieces of one length, hence ordered alike: one walk through both.</summary>
        private void Follow(Matching memory, List<TokenSpan> found, int part)
        {
            var following = memory.Take();
            memory.CopyTo(parts[part], following);
            memory.Spend(found.Count + following.Count);
            var (kept, at) = (0, 0);
            for (var i = 0; i < found.Count; i++)
            {
                var span = found[i];
                var wanted = span.Last + 1 + skips[part];
                while (at < following.Count && following[at].First < wanted)
                    at++;
                if (at < following.Count && following[at].First == wanted)
                    found[kept++] = span with { Last = following[at].Last };
            }
            found.RemoveRange(kept, found.Count - kept);
            memory.GiveBack(following);
        }
    }

    internal sealed class AnyOf(Expression[] nodes) : Expression
    {
        public override bool MayHold(Matching memory)
        {
            foreach (var node in nodes)
            {
                if (node.MayHold(memory))
                    return true;
            }
            return false;
        }

        public override void Collect(Matching memory, List<TokenSpan> into)
        {
            foreach (var node in nodes)
                node.Collect(memory, into);
            Order(into);
        }

        public override IEnumerable<int> Elements() => nodes.SelectMany(n => n.Elements());
    }

    internal sealed class AllOf(Expression[] wanted, Expression[] unwanted) : Expression
    {
        public override bool MayHold(Matching memory)
        {
            foreach (var node in wanted)
            {
                if (!node.MayHold(memory))
                    return false;
            }
            return true;
        }

        public override void Collect(Matching memory, List<TokenSpan> into)
        {
            if (!MayHold(memory) || IsAnywhere(memory))
                return;
            var (all, one) = (memory.Take(), memory.Take());
            foreach (var node in wanted)
            {
                one.Clear();
                node.Collect(memory, one);
                all.AddRange(one);
                if (one.Count > 0)
                    continue;
                all.Clear();
                break;
            }
            into.AddRange(all);
            Order(into);
            memory.GiveBack(all);
            memory.GiveBack(one);
        }

        public override IEnumerable<int> Elements() => wanted.SelectMany(n => n.Elements());

        private bool IsAnywhere(Matching memory)
        {
            var found = memory.Take();
            foreach (var node in unwanted)
                node.Collect(memory, found);
            var any = found.Count > 0;
            memory.GiveBack(found);
            return any;
        }
    }

    internal sealed class NearBy(Expression left, Expression right, int distance, bool isOrdered) : Expression
    {
        public override bool MayHold(Matching memory) => left.MayHold(memory) && right.MayHold(memory);

        public override void Collect(Matching memory, List<TokenSpan> into)
        {
            if (!MayHold(memory))
                return;
            var (one, other) = (memory.Take(), memory.Take());
            left.Collect(memory, one);
            right.Collect(memory, other);
            Join(memory, one, other, into);
            if (!isOrdered)
                Join(memory, other, one, into);
            Order(into);
            memory.GiveBack(one);
            memory.GiveBack(other);
        }

        public override IEnumerable<int> Elements() => left.Elements().Concat(right.Elements());

        private void Join(Matching memory, List<TokenSpan> before, List<TokenSpan> after, List<TokenSpan> into)
        {
            foreach (var span in before)
            {
                for (var at = FirstFrom(after, span.Last + 1); at < after.Count && after[at].First <= span.Last + 1 + distance; at++)
                {
                    memory.Spend(1);
                    into.Add(span with { Last = after[at].Last });
                }
            }
        }

        private static int FirstFrom(List<TokenSpan> spans, int first)
        {
            var (low, high) = (0, spans.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (spans[middle].First < first)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }
    }

    private static void Order(List<TokenSpan> spans)
    {
        spans.Sort();
        var kept = Math.Min(1, spans.Count);
        for (var i = 1; i < spans.Count; i++)
        {
            if (spans[i] != spans[kept - 1])
                spans[kept++] = spans[i];
        }
        spans.RemoveRange(kept, spans.Count - kept);
    }
}

namespace Interop.Cli.Spec.Versions;

/// <summary>1.2 is before 1.10: numbers in names are compared as numbers.</summary>
internal sealed class VersionOrder : IComparer<string>
{
    public int Compare(string? x, string? y)
    {
        var (left, right) = ((x ?? "").Split('.', '-'), (y ?? "").Split('.', '-'));
        foreach (var (a, b) in left.Zip(right))
        {
            var order = int.TryParse(a, out var m) && int.TryParse(b, out var n) ? m.CompareTo(n) : string.CompareOrdinal(a, b);
            if (order != 0)
                return order;
        }
        return left.Length.CompareTo(right.Length);
    }
}

namespace Interop.Bridges.Native;

/// <summary>What the native ids have in common, for their JSON form: a string.</summary>
public interface INativeId<TSelf>
    where TSelf : struct, INativeId<TSelf>
{
    string Value { get; }

    static abstract TSelf Of(string value);
}

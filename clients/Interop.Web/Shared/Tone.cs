namespace Interop.Web.Shared;

/// <summary>What a state means; each has its colour and its sign.</summary>
public enum Tone
{
    Plain,
    Ok,
    Held,
    Blocked,
    Gap,
}

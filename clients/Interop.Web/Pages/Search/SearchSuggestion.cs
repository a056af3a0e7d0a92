namespace Interop.Web.Pages.Search;

/// <summary>Something that a question can go on with.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Hint">What of.</param>
/// <param name="Icon">Name of an icon.</param>
/// <param name="Filter">The filter that it sets; null: it is the name of one, which is written on.</param>
/// <param name="Value">Of the filter, or what is written.</param>
internal sealed record SearchSuggestion(string Title, string Hint, string Icon, string? Filter, string Value);

using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace Interop.Web.Pages.Search;

/// <summary>What is searched for, as it stands in the page's address: a link to it asks the same.</summary>
public sealed record SearchQuestion
{
    public string? Words { get; init; }

    public string? Person { get; init; }

    /// <summary>Who has written it: a user's id.</summary>
    public string? Sender { get; init; }

    /// <summary>Room to search in: its id.</summary>
    public string? In { get; init; }

    public string? Network { get; init; }

    public string? Type { get; init; }

    public string? Policy { get; init; }

    /// <summary>Decision code.</summary>
    public string? Code { get; init; }

    /// <summary>true: only what has files.</summary>
    public string? Media { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    public string? Order { get; init; }

    /// <summary>Index of the hit that is open.</summary>
    public long? Hit { get; init; }

    /// <summary>Room of the hit that is open.</summary>
    public string? Room { get; init; }

    public bool IsEmpty => !Parameters().Any(p => p.Key is not "order" and not "limit");

    /// <summary>The page with this question.</summary>
    public string Address()
    {
        var query = new QueryBuilder();
        foreach (var (name, _, value) in Named().Append(("hit", "", Hit?.ToString(System.Globalization.CultureInfo.InvariantCulture))).Append(("room", "", Room)))
        {
            if (!string.IsNullOrEmpty(value))
                query.Add(name, value);
        }
        return $"/search{query}";
    }

    /// <summary>As the server is asked (spec 8.14).</summary>
    public IEnumerable<KeyValuePair<string, string>> Parameters() => Named().Where(p => !string.IsNullOrWhiteSpace(p.Value)).Select(p => new KeyValuePair<string, string>(p.Parameter, p.Value!.Trim()));

    /// <summary>As it is kept at the server.</summary>
    public string Kept() => new QueryBuilder(Parameters()).ToString().TrimStart('?');

    /// <summary>What was kept; null when it asks for something that this page cannot ask: with a filter less it would find too much.</summary>
    public static SearchQuestion? OfKept(string query)
    {
        var question = new SearchQuestion();
        foreach (var (name, values) in QueryHelpers.ParseQuery(query))
        {
            if (values is not [{ } value] || question.Taking(name, value) is not { } more)
                return null;
            question = more;
        }
        return question;
    }

    /// <summary>With a parameter of the server's; null when this page has no field for it.</summary>
    private SearchQuestion? Taking(string parameter, string value) => parameter switch
    {
        "q" => this with { Words = value },
        "to" => this with { To = value },
        "order" => this with { Order = value },
        "media" => this with { Media = value },
        "person" or "sender" or "room" or "network" or "type" or "policy" or "code" or "from" => With(parameter, value),
        _ => null,
    };

    /// <summary>With a filter of this name; the same when there is none of it.</summary>
    public SearchQuestion With(string filter, string value) => filter switch
    {
        "people" or "person" => this with { Person = value },
        "sender" => this with { Sender = value },
        "room" => this with { In = value },
        "network" => this with { Network = value },
        "type" => this with { Type = value },
        "policy" => this with { Policy = value },
        "code" => this with { Code = value },
        "from" => this with { From = value },
        "before" => this with { To = value },
        "has" => this with { Media = value is "file" or "files" ? "true" : null },
        _ => this,
    };

    private IEnumerable<(string Name, string Parameter, string? Value)> Named() =>
    [
        ("q", "q", Words), ("person", "person", Person), ("sender", "sender", Sender), ("in", "room", In), ("network", "network", Network), ("type", "type", Type), ("policy", "policy", Policy),
        ("code", "code", Code), ("media", "media", Media), ("from", "from", From), ("to", "to", To), ("order", "order", Order),
    ];
}

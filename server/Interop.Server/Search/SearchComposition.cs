using Interop.Server.Retention;
using Interop.Server.Search.Index;

namespace Interop.Server.Search;

/// <summary>The parts that search needs.</summary>
internal static class SearchComposition
{
    public static void AddSearch(this IServiceCollection services)
    {
        services.AddSingleton<IndexKeys>().AddSingleton<IndexStore>().AddSingleton<SourceReader>().AddSingleton<IndexWriter>().AddSingleton<IndexCheck>();
        services.AddSingleton<SearchIndex>().AddSingleton<IBodyCopies>(provider => provider.GetRequiredService<SearchIndex>());
        services.AddSingleton<SearchRequest>().AddSingleton<Query.Searcher>().AddSingleton<Query.HitReader>().AddSingleton<Query.FacetCounter>().AddSingleton<SearchAnswers>().AddSingleton<NameFinder>();
        services.AddSingleton<Conversations.RoomTimeline>().AddSingleton<Conversations.Audience>().AddSingleton<Conversations.ConversationReader>();
        services.AddSingleton<Saved.SavedSearchRules>().AddSingleton<Saved.SavedSearches>();
        services.AddHostedService<Indexer>();
    }
}

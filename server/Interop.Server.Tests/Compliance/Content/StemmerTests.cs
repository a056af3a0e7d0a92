using Interop.Server.Compliance.Content.Lexicons;
using Xunit;

namespace Interop.Server.Tests.Compliance.Content;

/// <summary>Samples of the vocabularies that Snowball publishes with its stemmers.</summary>
public sealed class StemmerTests
{
    [Theory]
    [InlineData("en", "consign consigned consigning consignment knack knackeries generously communication relational hopping skies dying", "consign consign consign consign knack knackeri generous communic relat hop sky die")]
    [InlineData("de", "aufeinander aufeinanderfolge kategorischen jährlich häuser größe ewigkeit", "aufeinand aufeinanderfolg kategor jahrlich haus gross ewig")]
    [InlineData("fr", "continuellement majestueusement constitutionnel garanties nationalité chevaux évidemment quotidienne", "continuel majestu constitutionnel garant national cheval évident quotidien")]
    [InlineData("es", "chicharrones torear constitución rápidamente tecnologías siguiendo habilidades", "chicharron tor constitu rapid tecnolog sigu habil")]
    [InlineData("pt", "quilométricas comissões garantias rapidamente tecnologia constituição felicidade", "quilométr comissõ garant rapid tecnolog constituiçã felic")]
    public void Words_HaveTheStemsThatArePublished(string language, string words, string stems)
    {
        var stemmer = StemLanguage.Find(language)!.Stem;
        var found = words.Split(' ').Select(word =>
        {
            Span<char> memory = stackalloc char[100];
            word.CopyTo(memory);
            return new string(memory[..stemmer(memory, word.Length)]);
        });
        Assert.Equal(stems, string.Join(' ', found));
    }

    [Fact]
    public void Diacritics_MakeNoDifference_HoweverTheyAreWritten()
    {
        var spanish = StemLanguage.Find("es")!;
        Assert.Equal(("garant", "garanti"), spanish.StemsOf("garantía", "garantia"));
        Assert.Equal(("garant", "garanti"), spanish.StemsOf("GARANTI\u0301A", "garantia"));
        Assert.Equal(("garanti", "garanti"), spanish.StemsOf("garantia", "garantia"));
    }
}

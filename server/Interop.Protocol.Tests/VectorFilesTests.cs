using System.Text.Json;
using Xunit;

namespace Interop.Protocol.Tests;

public sealed class VectorFilesTests
{
    [Fact]
    public void Vectors_SayWhereTheyComeFrom_InEveryFileAndTheIndex()
    {
        var index = File.ReadAllText(Path.Combine(Vectors.Folder, "README.md"));
        var files = Directory.GetFiles(Vectors.Folder, "*.json");
        Assert.True(files.Length >= 12, $"only {files.Length} files of vectors in {Vectors.Folder}");
        foreach (var file in files)
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            Assert.True(document.RootElement.TryGetProperty("source", out var source) && source.GetString() is { Length: > 10 }, $"{file} has no source");
            Assert.True(document.RootElement.TryGetProperty("description", out _), $"{file} has no description");
            Assert.Contains($"]({Path.GetFileName(file)})", index, StringComparison.Ordinal);
        }
    }
}

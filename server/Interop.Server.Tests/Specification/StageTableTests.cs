using System.Runtime.CompilerServices;
using Interop.Cli.Spec.Sources;
using Interop.Server.Compliance.Policies;
using Interop.Server.Pipeline;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>The tables of stages and policies in 07 are those of the code, in order.</summary>
public sealed class StageTableTests
{
    private static readonly SpecPage Page = SpecFolder.Page("07-compliance-proxy.md");

    [Fact]
    public void Stages_AreThoseOfThePipeline_InOrder() =>
        Assert.Equal(Pipeline().StageNames, Page.Table("stages").Select(row => row[1].Trim('`')));

    [Fact]
    public void Policies_AreThoseEvaluated_InOrder() =>
        Assert.Equal(CompliancePolicies.All.Names, Page.Table("policies").Select(row => row[1].Trim('`')));

    [Fact]
    public void Rows_AreNumbered()
    {
        foreach (var table in new[] { Page.Table("stages"), Page.Table("policies") })
            Assert.Equal(Enumerable.Range(1, table.Count).Select(n => $"{n}"), table.Select(row => row[0]));
    }

    /// <summary>The list names its stages by type only, so empty shells of them will do.</summary>
    private static MessagePipeline Pipeline()
    {
        var constructor = typeof(MessagePipeline).GetConstructors().Single();
        var stages = constructor.GetParameters().Select(p => p.ParameterType.IsInterface ? null : RuntimeHelpers.GetUninitializedObject(p.ParameterType));
        return (MessagePipeline)constructor.Invoke([.. stages]);
    }
}

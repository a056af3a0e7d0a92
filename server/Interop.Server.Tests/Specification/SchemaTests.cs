using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>The schemas are written by hand, and say of every wire type what the code does: its members, which of them must be there, and of what kind they are.</summary>
public sealed class SchemaTests
{
    // What a provider gets from others, and what is signed or digested: members that are not known are refused (ENC-3.2, VER-14.1). Answers
    // and views stay open, so that a client of this version can read what a later one adds.
    private static readonly string[] Signed = ["OcipEvent", "EventHeader", "EventBody", "HubEntry", "ArchiveReceipt", "BatchProof", "SignedBatch", "Stamp", "OwnDecisions", "SupervisionDeclaration", "SupervisionAcknowledgement", "HandOver", "HeadExchange", "HoldDirective", "SubjectNotice"];

    private static readonly NullabilityInfoContext Nullability = new();

    [Fact]
    public void WireTypes_AllHaveASchema() => Findings.None(
        WireTypes.All.Where(type => !File.Exists(SchemaFile.PathOf(type.Name))).Select(type => $"{type.Name} has no schema"));

    [Fact]
    public void Members_AreThoseOfTheCode()
    {
        var wrong =
            from type in Known()
            let schema = SchemaFile.Read(type.Name)
            let written = schema.Members.Select(m => $"{m.Key}: {SchemaShape.Of(m.Value)}").ToHashSet(StringComparer.Ordinal)
            let coded = WireTypes.InfoOf(type).Properties.Select(p => $"{p.Name}: {SchemaShape.Of(p.PropertyType)}").ToHashSet(StringComparer.Ordinal)
            from fault in written.Except(coded).Select(m => $"{m} is in the schema only").Concat(coded.Except(written).Select(m => $"{m} is in the code only"))
            select $"{type.Name}: {fault}";
        Findings.None(wrong);
    }

    [Fact]
    public void RequiredMembers_AreThoseOfTheCode()
    {
        var asked = Asked();
        var wrong =
            from type in Known()
            let schema = SchemaFile.Read(type.Name)
            from member in WireTypes.InfoOf(type).Properties
            where schema.Members.ContainsKey(member.Name)
            let mustBe = IsAlwaysThere(type, member, asked.Contains(type.Name) && !Signed.Contains(type.Name))
            where mustBe != schema.Required.Contains(member.Name)
            select $"{type.Name}.{member.Name}: {(mustBe ? "is always there, and not required by the schema" : "may be absent, and is required by the schema")}";
        Findings.None(wrong);
    }

    [Fact]
    public void WhatIsAskedOrSigned_IsClosed_AnswersAreOpen()
    {
        var closed = Asked();
        Findings.None(Known().Select(type => SchemaFile.Read(type.Name)).Where(schema => schema.IsClosed != closed.Contains(schema.Name))
            .Select(schema => $"{schema.Name}: {(schema.IsClosed ? "is an answer, and refuses members that it does not know" : "is asked with or signed, and lets members pass that it does not know")}"));
    }

    [Fact]
    public void Descriptions_NameSectionsThatExist()
    {
        var sections = SpecFolder.Pages.SelectMany(page => page.Text.Split('\n')).Where(line => line.StartsWith('#'))
            .Select(line => line.TrimStart('#', ' ').Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        var wrong =
            from name in SchemaFile.Names
            let description = SchemaFile.Read(name).Description
            let at = description.LastIndexOf("Spec ", StringComparison.Ordinal)
            from section in at < 0 ? ["(none)"] : description[(at + 5)..].TrimEnd('.').Split(", ")
            where !sections.Contains(section)
            select $"{name}: section {section}";
        Findings.None(wrong);
    }

    private static IEnumerable<Type> Known() => WireTypes.All.Where(type => File.Exists(SchemaFile.PathOf(type.Name)));

    /// <summary>Schemas reached from a request or from something signed.</summary>
    private static HashSet<string> Asked()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>(Known().Select(type => type.Name).Where(name => RequestTypes.Names.Contains(name) || Signed.Contains(name)));
        while (next.TryPop(out var name))
        {
            if (found.Add(name))
            {
                foreach (var reference in SchemaFile.Read(name).References)
                    next.Push(reference);
            }
        }
        return found;
    }

    /// <summary>Neither nullable nor left out at times; and of what a provider is asked with, without a default either. What is signed says everything.</summary>
    private static bool IsAlwaysThere(Type type, JsonPropertyInfo member, bool isAsked)
    {
        var property = type.GetProperty(member.Name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)!;
        if (property.GetCustomAttribute<JsonIgnoreAttribute>() is not null || Nullable.GetUnderlyingType(property.PropertyType) is not null || Nullability.Create(property).ReadState == NullabilityState.Nullable)
            return false;
        var parameter = type.GetConstructors().SelectMany(c => c.GetParameters()).FirstOrDefault(p => p.Name == property.Name);
        return !isAsked || parameter is not { HasDefaultValue: true };
    }
}

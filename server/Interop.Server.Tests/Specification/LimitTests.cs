using System.Reflection;
using Interop.Protocol.Directories;
using Interop.Protocol.Events;
using Interop.Protocol.HttpSignatures;
using Interop.Protocol.Supervision;
using Interop.Server.Compliance.Hours;
using Interop.Server.Inbound;
using Interop.Server.Peers;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>The limits that the pages state are the constants that the code keeps.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Limits_OfEventsAndRequests_AreTheConstants() => Check("03-identifiers-and-encoding.md", typeof(EventLimits), typeof(InboundLimits));

    [Fact]
    public void Limits_OfDeliveryHours_AreTheConstants() => Check("10-people.md", typeof(DeliveryHoursLimits));

    [Fact]
    public void Limits_OfDeclarations_AreTheConstants() => Check("07-compliance-proxy.md", typeof(SupervisionLimits));

    [Fact]
    public void Limits_BetweenProviders_AreTheConstants() => Check("02-transport-and-discovery.md", typeof(SignatureLimits), typeof(DirectoryCheck), typeof(PeerLimits));

    /// <summary>The last cell of each row names the constant in a comment; the cell before it begins with the number.</summary>
    private static void Check(string page, params Type[] types)
    {
        var stated = SpecFolder.Page(page).Table("limits").ToDictionary(
            row => row[^1].Replace("<!--", "", StringComparison.Ordinal).Replace("-->", "", StringComparison.Ordinal).Trim(),
            row => long.Parse(row[^2].Split(' ')[0]));
        var kept = types.SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(field => field.IsLiteral)
            .Select(field => ($"{type.Name}.{field.Name}", Convert.ToInt64(field.GetRawConstantValue())))).ToDictionary();
        Assert.Equal(kept.OrderBy(pair => pair.Key), stated.OrderBy(pair => pair.Key));
    }
}

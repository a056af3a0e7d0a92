using Interop.Bridges.RealServers.Installation;
using Interop.Bridges.RealServers.Processes;

namespace Interop.Cli.Demo.Parts;

/// <summary>The programs of this checkout that the demo runs as processes of their own, as a firm would.</summary>
internal static class DemoPrograms
{
    public static Command Server(params string[] arguments) => Of("server/Interop.Server", arguments);

    public static Command Bridges(params string[] arguments) => Of("bridges/Interop.Bridges.Host", arguments);

    public static Command Web(params string[] arguments) => Of("clients/Interop.Web", arguments);

    public static Command Cli(params string[] arguments) => Of("clients/Interop.Cli", arguments);

    private static Command Of(string project, string[] arguments)
    {
        // Beside this program: the same configuration, the same framework.
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var dll = Path.Combine(Checkout.Root ?? ".", project, "bin", output.Parent!.Name, output.Name, $"{Path.GetFileName(project)}.dll");
        return File.Exists(dll)
            ? new Command("dotnet", [dll, .. arguments], new(StringComparer.Ordinal) { ["DOTNET_NOLOGO"] = "1" })
            : throw new UsageException($"{dll} is not built: start the demo by ./interop demo");
    }
}

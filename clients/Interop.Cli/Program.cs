using System.CommandLine;
using Interop.Cli;

var root = new RootCommand("OCIP: chat between organisations, archived before it is delivered.");
foreach (var command in Commands.All())
    root.Subcommands.Add(command);
return await root.Parse(args).InvokeAsync();

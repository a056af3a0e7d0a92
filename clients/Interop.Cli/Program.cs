using Interop.Cli;
using Interop.Cli.Archive;

OfficerOutput.Fit();
return await Commands.RunAsync(args);

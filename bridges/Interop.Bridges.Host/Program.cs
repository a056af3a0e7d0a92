using Interop.Bridges.Host;
using Interop.Bridges.Matrix;
using Interop.Bridges.Xmpp;

// The connectors that this program knows: a new one is added here and nowhere else.
return await HostCommands.Root([new MatrixConnectorFactory(), new XmppConnectorFactory()]).Parse(args).InvokeAsync();

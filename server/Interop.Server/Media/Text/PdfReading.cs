using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Interop.Server.Media.Text;

/// <summary>
/// Reads PDF in a process of its own: a file that was made to be endless, to fill memory or to break its reader ends that process, and nothing else. One file at a
/// time; the process is started when it is asked for, and goes when nobody asks. It has no keys, opens no files, and of the server's environment nothing but where its
/// runtime is. When the server dies its input ends, and so does it.
/// </summary>
internal sealed partial class PdfReading(TimeProvider time, ILogger<PdfReading> logger) : IDisposable
{
    /// <summary>What the octets of such a file are found to be.</summary>
    public const string Type = "application/pdf";

    /// <summary>Octets of memory that it may take for objects.</summary>
    private const long HeapOctetsMax = 512L * 1024 * 1024;

    /// <summary>For one file, once it is its turn.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan GoneMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim turn = new(1, 1);
    private Process? reader;
    private ITimer? idle;

    /// <param name="octets">From the beginning, seekable; not disposed of.</param>
    /// <param name="charactersMax">Characters that are taken.</param>
    /// <exception cref="IOException">The octets cannot be read.</exception>
    public MediaReading Read(Stream octets, int charactersMax)
    {
        turn.Wait();
        try
        {
            var running = Started();
            return running is null ? MediaReading.None(MediaReading.Time) : Read(running, octets, charactersMax);
        }
        finally
        {
            idle ??= time.CreateTimer(_ => EndIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            idle.Change(IdleMax, Timeout.InfiniteTimeSpan);
            turn.Release();
        }
    }

    public void Dispose()
    {
        idle?.Dispose();
        End();
        turn.Dispose();
    }

    private MediaReading Read(Process running, Stream octets, int charactersMax)
    {
        using var late = new CancellationTokenSource(TimeMax, time);
        MediaReading? reading = null;
        try
        {
            using var kill = late.Token.Register(running.Kill);
            reading = Ask(running, octets, charactersMax);
        }
        catch (EndOfStreamException) when (octets.Position == octets.Length)
        {
            reading = MediaReading.None(late.IsCancellationRequested ? MediaReading.Time : MediaReading.Broken);
            LogEnded(reading.Unreadable!);
        }
        finally
        {
            // Of a request that was not answered the rest is still on its way: the next one begins with another process.
            if (late.IsCancellationRequested || reading is not { Unreadable: null or MediaReading.Encrypted or MediaReading.TooLarge })
                End();
        }
        return reading;
    }

    private static MediaReading Ask(Process running, Stream octets, int charactersMax)
    {
        var head = new byte[PdfProgram.HeadOctets];
        BinaryPrimitives.WriteInt64BigEndian(head, octets.Length);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(8), charactersMax);
        var input = running.StandardInput.BaseStream;
        try
        {
            input.Write(head);
            octets.CopyTo(input);
            input.Flush();
        }
        catch (IOException gone) when (running.WaitForExit(GoneMax))
        {
            octets.Seek(0, SeekOrigin.End);
            throw new EndOfStreamException("The reader has ended.", gone);
        }
        var output = running.StandardOutput.BaseStream;
        var answer = new byte[PdfProgram.AnswerOctets];
        output.ReadExactly(answer);
        var text = new byte[BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(1))];
        output.ReadExactly(text);
        return new MediaReading(Encoding.UTF8.GetString(text), PdfProgram.Reasons[answer[0]]);
    }

    private Process? Started()
    {
        if (reader is { HasExited: false })
            return reader;
        End();
        try
        {
            reader = Process.Start(Command());
            if (reader is null)
                return null;
            reader.ErrorDataReceived += (_, _) => { };
            reader.BeginErrorReadLine();
            using var late = new CancellationTokenSource(StartMax, time);
            using var kill = late.Token.Register(reader.Kill);
            if (reader.StandardOutput.BaseStream.ReadByte() == PdfProgram.Ready)
                return reader;
            LogNotStarted("it ended at once, or took too long");
        }
        catch (Win32Exception fault)
        {
            LogNotStarted(fault.Message);
        }
        End();
        return null;
    }

    private static ProcessStartInfo Command()
    {
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        var start = new ProcessStartInfo(host) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(PdfReading).Assembly.Location);
        start.ArgumentList.Add(PdfProgram.Option);
        start.Environment.Clear();
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapOctetsMax.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }

    private void EndIdle()
    {
        if (!turn.Wait(0))
            return;
        End();
        turn.Release();
    }

    private void End()
    {
        if (reader is null)
            return;
        reader.Kill();
        reader.WaitForExit();
        reader.Dispose();
        reader = null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A PDF could not be read, {Why}; the process that read it was ended")]
    private partial void LogEnded(string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The process that reads PDF could not be started: {Why}. Such files count as not read")]
    private partial void LogNotStarted(string why);
}

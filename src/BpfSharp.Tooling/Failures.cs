// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tooling;

/// <summary>Maps what can go wrong to a message of a line or two and an exit code.</summary>
public static class Failures
{
    public static int Guard(string command, bool isVerbose, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (VerifierException refusal)
        {
            Console.Error.WriteLine($"{command}: {refusal.Message}");
            Console.Error.WriteLine(isVerbose ? refusal.FullLog : "(-v shows the verifier's full log)");
            return ExitCode.Refused;
        }
        catch (PrivilegeException missing)
        {
            Console.Error.WriteLine($"{command}: {missing.Message}");
            return ExitCode.NotPermitted;
        }
        catch (BpfException refused)
        {
            Console.Error.WriteLine($"{command}: {refused.Message}");
            return ExitCode.NotSupported;
        }
        catch (IOException broken) when (broken.HResult == BrokenPipe)
        {
            // The reader of our output has gone ("| head"): nothing is left to do.
            return ExitCode.Success;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{command}: {failure.Message}");
            return ExitCode.Usage;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Console.Error.WriteLine($"{command}: internal error, please report it with the command and the C text: {fault.GetType().Name}: {fault.Message}");
            Console.Error.WriteLine(fault.StackTrace);
            return ExitCode.Internal;
        }
    }

    private const int BrokenPipe = 32; // EPIPE
}

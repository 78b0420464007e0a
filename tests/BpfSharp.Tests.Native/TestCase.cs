// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using BpfSharp.Tests.Support;
using Xunit.Sdk;

namespace BpfSharp.Tests.Native;

/// <summary>One run of a test method: a fact, or a theory with one row of its data.</summary>
internal sealed class TestCase(MethodInfo method, object?[] arguments)
{
    /// <summary>Namespace, class, method and, for theories, the arguments.</summary>
    public string Name { get; } = $"{method.DeclaringType!.FullName}.{method.Name}" + (arguments.Length == 0 ? "" : $"({string.Join(", ", arguments.Select(Shown))})");

    /// <summary>The tests of this assembly, in the order of their names.</summary>
    /// <param name="machineOnly">Only those whose outcome depends on the kernel or on what is installed: the ones that may skip and are not for the host alone.</param>
    public static IEnumerable<TestCase> All(bool machineOnly) =>
        from type in typeof(TestCase).Assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false }
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
        let fact = method.GetCustomAttribute<FactAttribute>()
        where machineOnly ? fact is SkippableFactAttribute or SkippableTheoryAttribute && !method.IsDefined(typeof(HostOnlyAttribute)) : fact is not null
        orderby type.FullName, method.Name
        from arguments in Rows(method)
        select new TestCase(method, arguments);

    public TestResult Run()
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var instance = method.IsStatic ? null : Activator.CreateInstance(method.DeclaringType!);
            using (instance as IDisposable)
            {
                if (method.Invoke(instance, Completed()) is Task task)
                {
                    task.GetAwaiter().GetResult();
                }
            }

            return new TestResult(Outcome.Passed, watch.ElapsedMilliseconds, "", "");
        }
        catch (Exception exception)
        {
            var cause = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
            // An assertion that wanted another exception holds the skip it got instead.
            return (cause as Xunit.SkipException ?? cause.InnerException as Xunit.SkipException) is { } skip
                ? new TestResult(Outcome.Skipped, watch.ElapsedMilliseconds, skip.Message, "")
                : new TestResult(Outcome.Failed, watch.ElapsedMilliseconds, FirstLine(cause), cause.ToString());
        }
    }

    /// <summary>On one line and not too long.</summary>
    private static string Shown(object? argument)
    {
        const int Longest = 60;
        var text = $"{argument}".ReplaceLineEndings("\\n").Replace('\t', ' ');
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }

    /// <summary>The row of data as the method takes it: what a params array holds put into one, defaults behind what the row leaves out.</summary>
    private object?[] Completed()
    {
        var parameters = method.GetParameters();
        if (parameters.Length > 0 && parameters[^1].IsDefined(typeof(ParamArrayAttribute)) && !(arguments.Length == parameters.Length && parameters[^1].ParameterType.IsInstanceOfType(arguments[^1])))
        {
            var fixedCount = parameters.Length - 1;
            return [.. arguments.Take(fixedCount), arguments.Skip(fixedCount).Cast<string>().ToArray()];
        }

        return [.. arguments.Zip(parameters, Converted), .. parameters.Skip(arguments.Length).Select(p => p.DefaultValue)];
    }

    /// <summary>A number in a row of data is what its literal is; the parameter may be of another kind.</summary>
    private static object? Converted(object? argument, ParameterInfo parameter) =>
        argument is IConvertible && !parameter.ParameterType.IsInstanceOfType(argument) && parameter.ParameterType.IsPrimitive
            ? Convert.ChangeType(argument, parameter.ParameterType, CultureInfo.InvariantCulture)
            : argument;

    private static IEnumerable<object?[]> Rows(MethodInfo method)
    {
        if (method.GetCustomAttribute<FactAttribute>() is not TheoryAttribute)
        {
            return [[]];
        }

        return method.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(method));
    }

    private static string FirstLine(Exception exception)
    {
        var text = $"{exception.GetType().Name}: {exception.Message}";
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}

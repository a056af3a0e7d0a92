using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Interop.Protocol.Tests.PublicApi;

/// <summary>
/// The public API of a library as text, one member a line, so that a change of it is a diff in git. The test projects of the other
/// libraries link to this file. INTEROP_ACCEPT_API=1 writes the file anew instead of comparing.
/// </summary>
internal static class PublicApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(byte)] = "byte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint",
        [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    /// <summary>Compares with the file; null when they agree, else what differs and what to do.</summary>
    /// <param name="assembly">The library.</param>
    /// <param name="file">From the root of the repository, such as server/Interop.Protocol/PublicAPI.txt.</param>
    public static string? Difference(Assembly assembly, string file)
    {
        var path = Path.Combine(Root(), file);
        var actual = Of(assembly);
        if (Environment.GetEnvironmentVariable("INTEROP_ACCEPT_API") == "1")
        {
            File.WriteAllText(path, actual);
            return null;
        }
        var written = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (written == actual)
            return null;
        var before = written.Split('\n');
        var after = actual.Split('\n');
        var lines = before.Except(after).Select(line => "- " + line).Concat(after.Except(before).Select(line => "+ " + line)).Take(40);
        return $"{file} is not the public API. If the change is meant, run the test with INTEROP_ACCEPT_API=1 and commit the file.\n{string.Join('\n', lines)}";
    }

    /// <summary>The text: types by full name, members by name.</summary>
    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(line).Append('\n');
        }
        return text.ToString();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Interop.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("no folder above this one has Interop.sln");
        return folder.FullName;
    }

    private static string Head(Type type)
    {
        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : typeof(Delegate).IsAssignableFrom(type) ? "delegate" : type.IsValueType ? "struct" : "class";
        var modifier = kind != "class" ? "" : type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        var bases = type.GetInterfaces().Where(i => i.IsPublic).Select(Name).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
            bases.Insert(0, Name(parent));
        return $"{modifier}{kind} {type.Namespace}.{Name(type)}" + (bases.Count == 0 || type.IsEnum ? "" : " : " + string.Join(", ", bases));
    }

    private static IEnumerable<string> Members(Type type)
    {
        var nullability = new NullabilityInfoContext();
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name))}");
        var fields = type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily)
            .Select(f => $"{(f.IsLiteral ? "const " : f.IsStatic ? "static readonly " : "")}{Name(f.FieldType, nullability.Create(f))} {f.Name}" + (f.IsLiteral ? $" = {f.GetRawConstantValue()}" : ""));
        var properties = type.GetProperties(Declared).Where(p => Visible(p.GetMethod) || Visible(p.SetMethod))
            .Where(p => !typeof(JsonTypeInfo).IsAssignableFrom(p.PropertyType) && p.Name != "EqualityContract")
            .Select(p => Property(p, nullability));
        var constructors = type.GetConstructors(Declared).Where(c => Visible(c) && !Generated(c)).Select(c => $"{type.Name}({Parameters(c, nullability)})");
        var methods = type.GetMethods(Declared).Where(m => Visible(m) && !Generated(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)))
            .Select(m => $"{(m.IsStatic ? "static " : "")}{Name(m.ReturnType, nullability.Create(m.ReturnParameter))} {m.Name}{TypeParameters(m)}({Parameters(m, nullability)})");
        return fields.Concat(properties).Concat(constructors).Concat(methods);
    }

    private static string Property(PropertyInfo property, NullabilityInfoContext nullability)
    {
        var accessor = property.GetMethod ?? property.SetMethod!;
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var init = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        var accessors = (Visible(property.GetMethod) ? " get;" : "") + (Visible(property.SetMethod) ? init ? " init;" : " set;" : "");
        return $"{(accessor.IsStatic ? "static " : "")}{required}{Name(property.PropertyType, nullability.Create(property))} {property.Name} {{{accessors} }}";
    }

    private static string Parameters(MethodBase method, NullabilityInfoContext nullability) => string.Join(", ", method.GetParameters().Select(p =>
        (p.IsOut ? "out " : p.ParameterType.IsByRef ? "ref " : p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
        + $"{Name(p.ParameterType, nullability.Create(p))} {p.Name}" + (p.HasDefaultValue ? $" = {p.RawDefaultValue ?? "null"}" : "")));

    private static string TypeParameters(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Name(Type type) => Name(type, null);

    private static string Name(Type type, NullabilityInfo? info)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!, info);
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        var mark = !type.IsValueType && info is { ReadState: NullabilityState.Nullable } or { ReadState: NullabilityState.Unknown, WriteState: NullabilityState.Nullable } ? "?" : "";
        if (type.IsArray)
            return Name(type.GetElementType()!, info?.ElementType) + "[]" + mark;
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword + mark;
        var outer = type.IsNested && !type.IsGenericParameter ? Name(type.DeclaringType!) + "." : "";
        if (!type.IsGenericType)
            return outer + type.Name + mark;
        var arguments = type.GetGenericArguments().Select((argument, i) => Name(argument, info?.GenericTypeArguments.ElementAtOrDefault(i)));
        return $"{outer}{type.Name.Split('`')[0]}<{string.Join(", ", arguments)}>{mark}";
    }

    private static bool Visible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static bool Generated(MethodBase method) => method.IsDefined(typeof(CompilerGeneratedAttribute));
}

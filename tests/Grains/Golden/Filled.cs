using System.Collections.Immutable;
using System.Reflection;
using System.Text;

namespace Sync.Grains.Tests.Golden;

/// <summary>One of a type, with something in every place.</summary>
internal static class Filled
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    /// <param name="type">The type.</param>
    /// <param name="name">Where it stands; texts say it and numbers count its letters.</param>
    public static object Of(Type type, string name) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } inner => Of(inner, name),
        _ when type == typeof(string) => name,
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) => name.Length,
        _ when type == typeof(long) => (long)name.Length,
        _ when type == typeof(DateTimeOffset) => Noon,
        _ when type == typeof(byte[]) => Encoding.UTF8.GetBytes(name),
        { IsEnum: true } => Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!,
        { IsGenericType: true } => Collection(type, name),
        { IsAbstract: true } => Of(type.Assembly.GetTypes().First(t => t.IsSubclassOf(type) && !t.IsAbstract), name),
        _ => Made(type),
    };

    private static object Collection(Type type, string name)
    {
        var item = type.GetGenericArguments()[^1];
        var items = Array.CreateInstance(item, 1);
        items.SetValue(Of(item, name), 0);
        return type.GetGenericTypeDefinition() switch
        {
            var list when list == typeof(ImmutableArray<>) => typeof(ImmutableArray).GetMethods()
                .Single(m => m.Name == nameof(ImmutableArray.Create) && m.GetParameters() is [{ ParameterType.IsArray: true }])
                .MakeGenericMethod(item).Invoke(null, [items])!,
            var list when list == typeof(IReadOnlyList<>) => items,
            var map when map == typeof(Dictionary<,>) => Map(type, name, items.GetValue(0)!),
            _ => throw new NotSupportedException($"{type}"),
        };
    }

    private static object Map(Type type, string name, object value)
    {
        var map = (System.Collections.IDictionary)Activator.CreateInstance(type)!;
        map.Add(name, value);
        return map;
    }

    private static object Made(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => p.ParameterType == typeof(Exception) ? null : Of(p.ParameterType, p.Name!))]);
        foreach (var property in type.GetProperties().Where(p => p.GetCustomAttribute<Orleans.IdAttribute>() is not null && p.CanWrite))
            property.SetValue(made, Of(property.PropertyType, property.Name));
        return made;
    }
}

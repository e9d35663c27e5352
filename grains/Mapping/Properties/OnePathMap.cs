using System.Text.Json;

namespace Sync.Mapping;

/// <summary>A property that stands in one place: most do.</summary>
internal sealed class OnePathMap(Property property, FieldPath path, Codec codec) : PropertyMap(property, [path])
{
    public override (string Field, string Value)? Query(Value value) =>
        (path.ToString(), JsonText.Scalar(Native(value, path, codec)));

    protected override Reading ReadValue(JsonElement record) => ReadPath(record, path, codec);

    protected override void WriteValue(Value value, NativeBody body, JsonElement stored) => body.Put(Name, path, Native(value, path, codec));
}

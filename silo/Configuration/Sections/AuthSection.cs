using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary><c>auth</c>: one of <c>bearer</c>, <c>basic</c> and <c>header</c>; left out: none.</summary>
internal sealed class AuthSection(SecretReader secrets)
{
    private static readonly Authentication None = new Authentication.None();

    public Authentication Read(YamlValue? value) => YamlMap.Section(value, None, map =>
    {
        Authentication?[] ways =
        [
            secrets.Read(map.Optional("bearer")) is { } token ? new Authentication.Bearer(token) : null,
            YamlMap.Section(map.Optional("basic"), null, ReadBasic),
            YamlMap.Section(map.Optional("header"), null, ReadHeader),
        ];
        if (map.Count != 1)
        {
            map.Mistake(MistakeCode.ExactlyOne, $"{map.Name} holds {map.Count} keys; write exactly one of bearer, basic, header.");
        }

        return Array.Find(ways, way => way is not null) ?? None;
    });

    private Authentication? ReadBasic(YamlMap map)
    {
        var user = map.Required("user", "write the user's name")?.Text(TextForm.UserName);
        var password = secrets.Read(map.Required("password", "write env:NAME or file:PATH"), mayBeEmpty: true);
        return user is not null && password is not null ? new Authentication.Basic(user, password) : null;
    }

    private Authentication? ReadHeader(YamlMap map)
    {
        var name = map.Required("name", "write the header's name, such as X-Api-Key")?.Text(TextForm.HeaderName);
        var text = secrets.Read(map.Required("value", "write env:NAME or file:PATH"));
        return name is not null && text is not null ? new Authentication.Header(name, text) : null;
    }
}

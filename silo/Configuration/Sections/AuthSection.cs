using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary><c>auth</c>: one of <c>bearer</c>, <c>basic</c> and <c>header</c>; left out: none.</summary>
internal sealed class AuthSection(SecretReader secrets)
{
    public Authentication Read(YamlValue? value)
    {
        if (value?.Map() is not { } map)
        {
            return new Authentication.None();
        }

        Authentication?[] ways =
        [
            ReadBearer(map.Optional("bearer")), ReadBasic(map.Optional("basic")), ReadHeader(map.Optional("header")),
        ];
        map.RefuseOtherKeys();
        if (map.Entries.Count != 1)
        {
            map.Mistake(MistakeCode.ExactlyOne, $"{value.Path} holds {map.Entries.Count} keys; write exactly one of bearer, basic, header.");
        }

        return Array.Find(ways, way => way is not null) ?? new Authentication.None();
    }

    private Authentication.Bearer? ReadBearer(YamlValue? value) =>
        secrets.Read(value) is { } token ? new Authentication.Bearer(token) : null;

    private Authentication.Basic? ReadBasic(YamlValue? value)
    {
        if (value?.Map() is not { } map)
        {
            return null;
        }

        var user = map.Required("user", "write the user's name")?.Text(TextForm.UserName);
        var password = secrets.Read(map.Required("password", "write env:NAME or file:PATH"), mayBeEmpty: true);
        map.RefuseOtherKeys();
        return user is not null && password is not null ? new Authentication.Basic(user, password) : null;
    }

    private Authentication.Header? ReadHeader(YamlValue? value)
    {
        if (value?.Map() is not { } map)
        {
            return null;
        }

        var name = map.Required("name", "write the header's name, such as X-Api-Key")?.Text(TextForm.HeaderName);
        var text = secrets.Read(map.Required("value", "write env:NAME or file:PATH"));
        map.RefuseOtherKeys();
        return name is not null && text is not null ? new Authentication.Header(name, text) : null;
    }
}

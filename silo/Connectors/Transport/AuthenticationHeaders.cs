using System.Net.Http.Headers;
using System.Text;

namespace Sync.Connectors;

/// <summary>Puts a side's authentication into its requests.</summary>
internal static class AuthenticationHeaders
{
    public static void Apply(this Authentication authentication, HttpRequestHeaders headers)
    {
        switch (authentication)
        {
            case Authentication.None:
                break;
            case Authentication.Bearer(var token):
                headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
                break;
            case Authentication.Basic(var user, var password):
                var pair = Encoding.UTF8.GetBytes($"{user}:{password.Reveal()}");
                headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
                break;
            case Authentication.Header(var name, var text):
                headers.Add(name, text.Reveal());
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(authentication), authentication, "Authentication is closed.");
        }
    }
}

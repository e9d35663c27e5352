using System.Reflection;
using Xunit.Sdk;

namespace Sync.Configuration.Tests;

/// <summary>Runs a test for each fixture of some folders.</summary>
internal sealed class FixturesAttribute(params string[] folders) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        folders.SelectMany(Fixture.In).Select(fixture => new object[] { fixture.Name });
}

using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Sync.Configuration;
using Sync.Silo.Hosting;
using static Sync.Silo.Tests.Deploy.DeployFolder;

namespace Sync.Silo.Tests.Deploy;

/// <summary>The manifests, read by Kubernetes' own client: a field that it does not know is a mistake.</summary>
public sealed partial class KubernetesTests
{
    private static readonly object[] Manifests =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "deploy", "kubernetes"), "*.yaml")
            .Where(path => Path.GetFileName(path) is not ("kustomization.yaml" or "sync.yaml"))
            .SelectMany(path => KubernetesYaml.LoadAllFromString(File.ReadAllText(path), typeMap: null, strict: true)),
    ];

    private static readonly V1Deployment Silos = One<V1Deployment>();
    private static readonly V1PodSpec Pod = Silos.Spec.Template.Spec;
    private static readonly V1Container Silo = Pod.Containers.Single();
    private static readonly SiloOptions Options = Understood(Silo.Env.Where(variable => variable.Value is not null).ToDictionary(v => v.Name, v => v.Value));

    [Fact]
    public void A_silo_knows_its_variables_and_its_address_is_the_pod_s()
    {
        Silo.Env.Select(variable => variable.Name).Where(name => name.StartsWith("SYNC_", StringComparison.Ordinal)).ShouldBeSubsetOf(Variables);
        Silo.Env.Single(variable => variable.Name == "SYNC_ADDRESS").ValueFrom.FieldRef.FieldPath.ShouldBe("status.podIP");
        Pod.EnableServiceLinks.ShouldBe(false);
    }

    [Fact]
    public void Ports_probes_services_and_the_network_name_what_a_silo_serves()
    {
        Silo.Ports.Select(port => (port.Name, port.ContainerPort)).ShouldBe(
            [("http", Options.Http), ("grpc", Options.Grpc), ("silo", Options.Silo)]);
        Silo.StartupProbe.HttpGet.Path.ShouldBe("/health/live");
        Silo.LivenessProbe.HttpGet.Path.ShouldBe("/health/live");
        Silo.ReadinessProbe.HttpGet.Path.ShouldBe("/health/ready");
        new[] { Silo.StartupProbe, Silo.LivenessProbe, Silo.ReadinessProbe }.ShouldAllBe(probe => probe.HttpGet.Port.Value == "http");
        Manifests.OfType<V1Service>().SelectMany(service => service.Spec.Ports).Select(port => (port.TargetPort.Value, port.Port)).ShouldBe(
            [("http", Options.Http), ("grpc", Options.Grpc)]);
        One<V1NetworkPolicy>().Spec.Ingress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value).ShouldBe(["http", "grpc", "silo"]);
    }

    [Fact]
    public void Whoever_selects_silos_selects_these()
    {
        var labels = Silos.Spec.Template.Metadata.Labels;

        IDictionary<string, string>[] selectors =
        [
            Silos.Spec.Selector.MatchLabels, One<V1PodDisruptionBudget>().Spec.Selector.MatchLabels, One<V1NetworkPolicy>().Spec.PodSelector.MatchLabels,
            .. Manifests.OfType<V1Service>().Select(service => service.Spec.Selector),
        ];
        selectors.ShouldAllBe(selector => selector.All(label => labels.Contains(label)));
        (labels["orleans/clusterId"], labels["orleans/serviceId"]).ShouldBe((Options.Cluster, Options.Service));
    }

    [Fact]
    public void One_silo_at_a_time_goes_and_has_time_to_drain()
    {
        One<V1PodDisruptionBudget>().Spec.MaxUnavailable.Value.ShouldBe("1");
        Silos.Spec.Strategy.RollingUpdate.MaxUnavailable.Value.ShouldBe("1");
        (Pod.TerminationGracePeriodSeconds!.Value - Silo.Lifecycle.PreStop.Sleep.Seconds).ShouldBeGreaterThan((long)SiloHost.ShutdownTimeout.TotalSeconds);
    }

    [Fact]
    public void A_silo_is_not_root_may_write_nowhere_and_may_only_look_at_pods()
    {
        (Pod.SecurityContext.RunAsNonRoot, Silo.SecurityContext.ReadOnlyRootFilesystem, Silo.SecurityContext.AllowPrivilegeEscalation).ShouldBe((true, true, false));
        Text("Dockerfile").ShouldContain($"USER {Pod.SecurityContext.RunAsUser}:{Pod.SecurityContext.RunAsGroup}");
        var may = One<V1Role>().Rules.Single();
        (may.Resources.Single(), string.Join(' ', may.Verbs)).ShouldBe(("pods", "get list watch"));
        One<V1RoleBinding>().RoleRef.Name.ShouldBe(One<V1Role>().Metadata.Name);
        One<V1RoleBinding>().Subjects.Single().Name.ShouldBe(One<V1ServiceAccount>().Metadata.Name);
        Pod.ServiceAccountName.ShouldBe(One<V1ServiceAccount>().Metadata.Name);
    }

    [Fact]
    public void Files_lie_where_the_silo_looks_for_them()
    {
        Options.Config.ShouldBe(Mounted("configuration", "sync.yaml"));
        Silo.Env.Single(variable => variable.Name == "SYNC_DATABASE").Value.ShouldBe("file:" + Mounted("secrets", "database"));
        Silo.VolumeMounts.Select(mount => mount.Name).ShouldBe(Pod.Volumes.Select(volume => volume.Name), ignoreOrder: true);
        var kustomization = Text("kubernetes/kustomization.yaml");
        kustomization.ShouldContain($"name: {Pod.Volumes.Single(volume => volume.Name == "configuration").ConfigMap.Name}\n");
        kustomization.ShouldContain($"name: {Silo.Image},");
    }

    [Fact]
    public void The_sample_configuration_lacks_nothing_but_its_secrets()
    {
        var loaded = ConfigurationLoader.Load(Path.Combine(Root, "deploy", "kubernetes", "sync.yaml"), _ => null);

        loaded.ShouldBeOfType<LoadResult.Refused>().Mistakes.Select(mistake => mistake.Code).ShouldBe([MistakeCode.SecretMissing, MistakeCode.SecretMissing]);
    }

    [Fact]
    public async Task Kustomize_builds_it_where_it_is_there()
    {
        if (await RunAsync("kubectl", "kustomize", "deploy/kubernetes") is not { } built)
            return;
        built.Code.ShouldBe(0, built.Said);
        KubernetesYaml.LoadAllFromString(built.Said, typeMap: null, strict: true).Count.ShouldBe(Manifests.Length + 1);
        HashedName().IsMatch(built.Said).ShouldBeTrue();
    }

    private static T One<T>() => Manifests.OfType<T>().Single();

    private static string Mounted(string volume, string file) => $"{Silo.VolumeMounts.Single(mount => mount.Name == volume).MountPath}/{file}";

    [GeneratedRegex("name: sync-configuration-[a-z0-9]{10}$", RegexOptions.Multiline)]
    private static partial Regex HashedName();
}

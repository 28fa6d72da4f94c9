package dev.isthmus.load.scenario;

import dev.isthmus.load.cloud.CloudFleet;
import dev.isthmus.load.cloud.CloudKind;
import dev.isthmus.load.scenario.Site.Price;
import dev.isthmus.load.scenario.Site.Speed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a scenario plays on.
 *
 * @param route the inside of every route's section
 * @param limits the inside of the section of that name
 * @param jvmFlags of the gateway
 */
record Stage(List<Site> sites, String route, String limits, List<String> jvmFlags) {

  static final String MODEL = "gpt-oss-120b";
  static final String CALLER_KEY = "sk-scenario";

  static final String ADMIN_TOKEN = "scenario-admin-token";

  private static final String ADMIN =
      """
      admin:
        address: "127.0.0.1:0"
        open: [metrics, state]
        tokens: [{name: scenario, token: "${ADMIN_TOKEN}", role: write}]
      """;

  /** What the launcher gives a gateway of two event loops. */
  private static final List<String> FLAGS =
      List.of("-Xms64m", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError");

  private static final Speed USUAL = new Speed(200, 100, 60, 0);
  private static final Price PRICE = new Price(0.15, 0.60);

  Stage {
    sites = List.copyOf(sites);
    jvmFlags = List.copyOf(jvmFlags);
  }

  /** One model in four regions of two clouds, equally fast and dear. */
  static Stage usual() {
    return new Stage(
        List.of(
            site("azure-eastus2", CloudKind.AZURE, "eastus2", "us"),
            site("azure-swedencentral", CloudKind.AZURE, "swedencentral", "eu"),
            site("vertex-europe-west4", CloudKind.VERTEX, "europe-west4", "eu"),
            site("vertex-us-central1", CloudKind.VERTEX, "us-central1", "us")),
        "objective: interactive, deadlines: {connect: 1s, first_content: 5s, idle: 20s}",
        "event_loops: 2",
        FLAGS);
  }

  private static Site site(String name, CloudKind kind, String region, String zone) {
    return new Site(name, kind, region, zone, MODEL, USUAL, PRICE);
  }

  Stage sites(List<Site> to) {
    return new Stage(to, route, limits, jvmFlags);
  }

  /** The same, every site as fast and as wide as {@code to}. */
  Stage speed(Speed to) {
    return sites(sites.stream().map(site -> site.speed(to)).toList());
  }

  /** The same where one site costs {@code times} as much. */
  Stage dearer(String name, double times) {
    return sites(
        sites.stream()
            .map(site -> site.name().equals(name) ? site.price(site.price().times(times)) : site)
            .toList());
  }

  /** The same with one more site. */
  Stage and(Site one) {
    List<Site> more = new ArrayList<>(sites);
    more.add(one);
    return sites(more);
  }

  Stage limits(String to) {
    return new Stage(sites, route, to, jvmFlags);
  }

  Stage jvmFlags(List<String> to) {
    return new Stage(sites, route, limits, to);
  }

  /** The names of those sites that answer for {@link #MODEL}. */
  List<String> names() {
    return sites.stream().filter(Site::measured).map(Site::name).toList();
  }

  /** The gateway's configuration in front of {@code clouds}. */
  String config(CloudFleet clouds) {
    StringBuilder text =
        new StringBuilder("listeners: [{address: \"127.0.0.1:0\"}]\n")
            .append(ADMIN)
            .append(
                "limits: {drain_delay: 0s%s}%nproviders:%n"
                    .formatted(limits.isEmpty() ? "" : ", " + limits));
    sites.forEach(site -> text.append(site.provider(base(clouds, site))));
    text.append("models:\n");
    Map<String, StringBuilder> models = new LinkedHashMap<>();
    for (Site site : sites) {
      add(models, site.model(), site.deployment());
      if (site.measured()) {
        add(models, Site.WARM_UP, site.warmUpDeployment());
      }
    }
    models.forEach((model, of) -> text.append("  %s:%n    deployments:%n%s".formatted(model, of)));
    text.append("routes:\n");
    models.keySet().forEach(model -> text.append("  %s: {%s}%n".formatted(model, route)));
    return text.append("callers:\n")
        .append("  - {name: scenario, key: \"${CALLER_KEY}\", models: [\"*\"], expose: full}\n")
        .toString();
  }

  private static void add(Map<String, StringBuilder> models, String model, String deployment) {
    models.computeIfAbsent(model, first -> new StringBuilder()).append(deployment);
  }

  private static String base(CloudFleet clouds, Site site) {
    return clouds.doors(site.name()).service().toString();
  }
}

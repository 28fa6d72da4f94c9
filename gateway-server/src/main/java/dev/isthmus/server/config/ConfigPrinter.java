package dev.isthmus.server.config;

import static java.util.Locale.ROOT;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a configuration as the plan that it amounts to, for people.
 *
 * <p>Errors: none. Secrets stand as {@code ***}; hashes of callers' keys are left out.
 */
public final class ConfigPrinter {
  private final StringBuilder out = new StringBuilder();
  private final GatewayConfig config;

  private ConfigPrinter(GatewayConfig config) {
    this.config = config;
  }

  /** The plan as lines of text. */
  public static String print(GatewayConfig config) {
    var printer = new ConfigPrinter(config);
    printer.edges();
    config.providers().forEach(printer::provider);
    config.models().forEach(printer::model);
    config.callers().forEach(printer::caller);
    return printer.out.toString();
  }

  private void edges() {
    line("configuration %s", config.version());
    for (ListenerConfig listener : config.listeners()) {
      line(
          "listens on %s%s%s",
          listener.address(),
          listener.protocol() == ListenerConfig.Protocol.GRPC ? " for gRPC" : "",
          listener.tls() == null ? "" : " with TLS, key ***");
    }
    AdminConfig admin = config.admin();
    line("admin on %s", admin.address());
    admin.tokens().forEach(one -> line("  token %s: %s", one.name(), word(one.role())));
    if (!admin.tokens().isEmpty()) {
      line("  without a token: health%s", open(admin));
    }
    LimitsConfig limits = config.limits();
    line(
        "takes bodies to %s, %s in all; %d calls; %d connections;"
            + " at the end takes calls for %s, then drains for %s; shares quotas among %d",
        Formats.size(limits.bodyBytes()),
        Formats.size(limits.heldBodiesBytes()),
        limits.overload().calls(),
        limits.connections(),
        Formats.duration(limits.drain().delay()),
        Formats.duration(limits.drain().grace()),
        limits.replicas());
    DecisionsConfig decisions = config.decisions();
    if (decisions.directory() != null) {
      line(
          "writes decisions to %s: %s of the unremarkable ones, %s in all",
          decisions.directory(), number(decisions.sample()), Formats.size(decisions.keepBytes()));
    }
  }

  private void provider(ProviderConfig provider) {
    line(
        "provider %s: %s at %s, %s, signs in by %s%s%s%s",
        provider.name(),
        provider.type(),
        provider.endpoint(),
        place(provider.place()),
        provider.credential().kind(),
        provider.credential() instanceof CredentialConfig.None ? "" : " ***",
        provider.allowPrivate() ? ", private addresses allowed" : "",
        provider.forward().names().isEmpty()
            ? ""
            : ", sees " + String.join(", ", provider.forward().names()));
    new TreeMap<>(provider.settings()).forEach((name, value) -> line("  %s: %s", name, value));
  }

  private static String habits(RouteConfig.Habits habits) {
    String text = habits.retryUnanswered() ? "" : ", unanswered calls are not retried";
    text += habits.strictPriority() ? ", lower priority numbers always first" : "";
    boolean refuses = habits.untranslatable() == RouteConfig.Untranslatable.REFUSE;
    return text + (refuses ? ", untranslatable fields are refused" : "");
  }

  private static String weights(ObjectiveConfig objective) {
    return String.format(
        ROOT,
        "%s: price x %s, first token $%s/s, total $%s/s, failure $%s",
        objective.name(),
        number(objective.cost()),
        number(objective.firstTokenSecond()),
        number(objective.totalSecond()),
        number(objective.failure()));
  }

  private void model(ModelConfig model) {
    RouteConfig route = config.route(model.name());
    ObjectiveConfig objective = route.objective();
    line("model %s", model.name());
    line("  route %s%s", weights(objective), habits(route.habits()));
    DeadlinesConfig deadlines = route.deadlines();
    line(
        "  deadlines: connect %s, first content %s, idle %s, total %s, wait %s",
        Formats.duration(deadlines.connect()),
        Formats.duration(deadlines.firstContent()),
        Formats.duration(deadlines.idle()),
        Formats.duration(deadlines.total()),
        Formats.duration(deadlines.rest()));
    HedgeConfig hedge = route.habits().hedge();
    if (hedge != null) {
      line(
          "  hedge: after %s of the usual first content, at least %s; at most %s of calls, %s of"
              + " money in an hour",
          number(hedge.quantile()),
          Formats.duration(hedge.least()),
          number(hedge.calls()),
          number(hedge.spend()));
    }
    ObjectiveConfig shadow = route.habits().shadow();
    if (shadow != null) {
      line("  watched by %s", weights(shadow));
    }
    scope("  only", route.only());
    if (!route.substitutes().isEmpty()) {
      line("  substitutes: %s", String.join(", ", route.substitutes()));
    }
    model.deployments().forEach(one -> deployment(one, route));
  }

  private void deployment(DeploymentConfig deployment, RouteConfig route) {
    ProviderConfig provider = config.provider(deployment.provider());
    DeploymentConfig.Abilities abilities = deployment.abilities();
    line(
        "  deployment %s: %s at %s (%s), %s, priority %d%s",
        deployment.name(),
        deployment.model(),
        provider.name(),
        place(provider.place()),
        word(deployment.standing().tier()),
        deployment.standing().priority(),
        route.only().allows(provider) ? "" : ", excluded by only");
    line("    price: %s", price(deployment.price()));
    DeploymentConfig.QuotaConfig limits = deployment.limits();
    line(
        "    limits: %s tokens/min, %s requests/min, %s at once",
        or(limits.tokensPerMinute()), or(limits.requestsPerMinute()), or(limits.concurrent()));
    line(
        "    can: %s; window %s, output %s tokens%s",
        words(abilities.capabilities()),
        or(abilities.contextWindow()),
        or(abilities.maxOutput()),
        abilities.thinking() ? "; thinks" : "");
    line(
        "    expects the first token after %s, then %s tokens/s",
        Formats.duration(deployment.expect().firstToken()),
        number(deployment.expect().tokensPerSecond()));
    DeploymentConfig.ProbeConfig probe = deployment.probe();
    if (probe != null) {
      line(
          "    asks its engine at %s every %s; full from %d waiting or %s of its cache",
          probe.metrics(),
          Formats.duration(probe.every()),
          probe.fullQueue(),
          number(probe.fullKv()));
    }
  }

  private void caller(CallerConfig caller) {
    line(
        "caller %s: %s, %s requests/min, %s tokens/min, %s at once, %s, exposes %s",
        caller.name(),
        caller.models().isEmpty() ? "all models" : "models " + sorted(caller.models()),
        unlimited(caller.limits().requestsPerMinute()),
        unlimited(caller.limits().tokensPerMinute()),
        unlimited(caller.limits().concurrent()),
        word(caller.callClass()),
        word(caller.expose()));
    scope("  only", caller.only());
  }

  private void scope(String indent, ScopeConfig scope) {
    if (!scope.regions().isEmpty()) {
      line("%s regions %s", indent, sorted(scope.regions()));
    }
    if (!scope.dataZones().isEmpty()) {
      line("%s data zones %s", indent, sorted(scope.dataZones()));
    }
    if (!scope.providers().isEmpty()) {
      line("%s providers %s", indent, sorted(scope.providers()));
    }
  }

  private static String price(@Nullable PriceConfig price) {
    if (price == null) {
      return "unpriced";
    }
    PriceConfig.Origin origin = price.origin();
    if (origin.equals(PriceConfig.Origin.FREE)) {
      return "free";
    }
    Double cached = price.cachedInput();
    String note = origin.note().isEmpty() ? "" : "; " + origin.note();
    return String.format(
        ROOT,
        "$%s in, $%s cached, $%s out per million tokens%s (%s%s%s)",
        number(price.input()),
        number(cached == null ? price.input() : cached),
        number(price.output()),
        longContext(price.longContext()),
        origin.source(),
        origin.date().isEmpty() ? "" : ", " + origin.date(),
        note);
  }

  private static String open(AdminConfig admin) {
    return admin.open().isEmpty() ? "" : ", " + words(admin.open());
  }

  private static String longContext(PriceConfig.@Nullable LongContext prices) {
    if (prices == null) {
      return "";
    }
    Double cached = prices.cachedInput();
    return String.format(
        ROOT,
        ", above %d prompt tokens $%s, $%s, $%s",
        prices.above(),
        number(prices.input()),
        number(cached == null ? prices.input() : cached),
        number(prices.output()));
  }

  private static String place(ProviderConfig.Place place) {
    return (place.region() == null ? "region not stated" : place.region())
        + (place.dataZone() == null ? "" : " in data zone " + place.dataZone());
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static String or(@Nullable Object value) {
    return value == null ? "unknown" : value.toString();
  }

  private static String unlimited(@Nullable Object value) {
    return value == null ? "unlimited" : value.toString();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(ROOT);
  }

  private static String words(Collection<? extends Enum<?>> values) {
    return values.stream().map(ConfigPrinter::word).sorted().collect(Collectors.joining(", "));
  }

  private static String sorted(Collection<String> values) {
    return values.stream().sorted().collect(Collectors.joining(", "));
  }

  private void line(String format, Object... values) {
    out.append(String.format(ROOT, format, values)).append('\n');
  }
}

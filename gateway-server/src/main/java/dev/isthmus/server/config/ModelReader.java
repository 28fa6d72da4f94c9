package dev.isthmus.server.config;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.ResponseTag;
import dev.isthmus.server.config.DeploymentConfig.Abilities;
import dev.isthmus.server.config.DeploymentConfig.ExpectConfig;
import dev.isthmus.server.config.DeploymentConfig.ProbeConfig;
import dev.isthmus.server.config.DeploymentConfig.QuotaConfig;
import dev.isthmus.server.config.DeploymentConfig.Standing;
import dev.isthmus.server.config.DeploymentConfig.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code models}. */
final class ModelReader {

  private static final int LOWEST_PRIORITY = 9;
  private static final long MOST_TOKENS = 1_000_000_000L;
  private static final int MOST_CONCURRENT = 100_000;

  private final Map<String, ProviderConfig> providers;
  private final PriceTable prices;

  /** Models refer to {@code providers}: those that could be read. */
  ModelReader(List<ProviderConfig> providers, PriceTable prices) {
    this.providers =
        providers.stream().collect(Collectors.toMap(ProviderConfig::name, Function.identity()));
    this.prices = prices;
  }

  List<ModelConfig> read(Section root) {
    var models = new ArrayList<ModelConfig>();
    root.named("models", Keys.MODEL)
        .forEach(
            (name, section) -> {
              section
                  .reading()
                  .names()
                  .declare(Names.Kind.MODEL, name, section.spot("deployments"));
              var deployments = new ArrayList<DeploymentConfig>();
              for (Section one : section.sections("deployments", Keys.DEPLOYMENT)) {
                DeploymentConfig deployment = deployment(name, one);
                if (deployment != null) {
                  deployments.add(deployment);
                }
              }
              models.add(new ModelConfig(name, deployments));
            });
    return models;
  }

  private @Nullable DeploymentConfig deployment(String modelName, Section section) {
    String name = name(section);
    String provider = provider(section);
    String model = section.get("model", Formats.TEXT);
    var standing =
        new Standing(
            section.get("tier", Formats.choice(Tier.class)),
            section.get("priority", Formats.integer(0, LOWEST_PRIORITY)));
    ProviderConfig known = providers.get(provider);
    PriceTable.Row row = known == null ? null : prices.find(known.kind(), model, modelName);
    PriceConfig price = price(section, standing, known == null ? null : row, known != null);
    QuotaConfig quota = quota(section.section("limits", Keys.QUOTA));
    ExpectConfig expect = expect(section.section("expect", Keys.EXPECT));
    Abilities abilities = abilities(section, known, model, row);
    ProbeConfig probe = ProbeReader.read(section, known);
    return expect == null || abilities == null
        ? null
        : section.make(
            () ->
                new DeploymentConfig(
                    name, provider, model, standing, price, quota, expect, abilities, probe));
  }

  private static String name(Section section) {
    String name = section.get("name", Formats.NAMES);
    if (section.has("name") && !name.equals(Formats.NAMES.placeholder())) {
      section
          .reading()
          .names()
          .declareOnce(Names.Kind.DEPLOYMENT, name, section.spot("name"), section.path() + ".name");
      section
          .reading()
          .names()
          .declareTag(
              Names.Kind.DEPLOYMENT,
              ResponseTag.ofDeployment(name),
              name,
              section.spot("name"),
              section.path() + ".name");
    }
    return name;
  }

  private static String provider(Section section) {
    String provider = section.get("provider", Formats.NAMES);
    Value value = section.value("provider");
    if (value != null && !provider.equals(Formats.NAMES.placeholder())) {
      section.reading().names().refer(Names.Kind.PROVIDER, provider, value.spot(), value.path());
    }
    return provider;
  }

  private static @Nullable PriceConfig price(
      Section section, Standing standing, PriceTable.@Nullable Row row, boolean providerKnown) {
    Value value = section.value("price");
    if (value != null && value.scalar()) {
      if (!value.text().equals("free")) {
        value.error("is not a section (expected: one, or free)");
      }
      return PriceConfig.free();
    }
    if (value != null) {
      return stated(section.section("price", Keys.PRICE));
    }
    // The table holds what on-demand tokens cost; capacity by the hour is another matter.
    if (standing.tier() == Tier.ON_DEMAND && row != null) {
      return row.price();
    }
    if (providerKnown) {
      String why =
          "unpriced: no price here and none in the shipped table (expected: price, or free)";
      section.reading().problems().warn(section.spot("price"), section.path() + ".price", why);
    }
    return null;
  }

  private static @Nullable PriceConfig stated(Section section) {
    Format<Double> dollars = Formats.number(true);
    double input = section.get("input", dollars);
    Double cachedInput = section.find("cached_input", dollars);
    Double cacheWrite = section.find("cache_write", dollars);
    Double hourCacheWrite = section.find("cache_write_1h", dollars);
    double output = section.get("output", dollars);
    double call = section.get("call", dollars);
    if (input + output + call == 0) {
      section.error("input", "and output are zero (expected: a price, or price: free)");
    }
    PriceConfig.LongContext longContext =
        section.has("long_context")
            ? longContext(section.section("long_context", Keys.LONG_CONTEXT))
            : null;
    return section.make(
        () ->
            new PriceConfig(
                input,
                cachedInput,
                cacheWrite,
                hourCacheWrite,
                output,
                call,
                longContext,
                PriceConfig.Origin.CONFIGURATION));
  }

  private static PriceConfig.@Nullable LongContext longContext(Section section) {
    Format<Double> dollars = Formats.number(true);
    long above = section.get("above", Formats.count(1, MOST_TOKENS));
    double input = section.get("input", dollars);
    Double cachedInput = section.find("cached_input", dollars);
    Double cacheWrite = section.find("cache_write", dollars);
    Double hourCacheWrite = section.find("cache_write_1h", dollars);
    double output = section.get("output", dollars);
    return section.make(
        () ->
            new PriceConfig.LongContext(
                above, input, cachedInput, cacheWrite, hourCacheWrite, output));
  }

  private static QuotaConfig quota(Section section) {
    return new QuotaConfig(
        section.find("tokens_per_minute", Formats.count(1, MOST_TOKENS)),
        section.find("requests_per_minute", Formats.count(1, MOST_TOKENS)),
        section.find("concurrent", Formats.integer(1, MOST_CONCURRENT)));
  }

  private static @Nullable ExpectConfig expect(Section section) {
    var firstToken = section.get("first_token", Formats.duration());
    double perSecond = section.get("tokens_per_second", Formats.number(false));
    return section.make(() -> new ExpectConfig(firstToken, perSecond));
  }

  private static @Nullable Abilities abilities(
      Section section,
      @Nullable ProviderConfig provider,
      String model,
      PriceTable.@Nullable Row row) {
    Set<Capability> stated = section.set("capabilities", Formats.choice(Capability.class));
    Set<Capability> capabilities =
        stated.isEmpty() && provider != null ? provider.kind().capabilities(model) : stated;
    Long window = section.find("context_window", Formats.count(1, MOST_TOKENS));
    Long output = section.find("max_output", Formats.count(1, MOST_TOKENS));
    Long tableWindow = window == null && row != null ? row.contextWindow() : window;
    Long tableOutput = output == null && window == null && row != null ? row.maxOutput() : output;
    boolean thinking = section.get("thinking", Formats.FLAG);
    boolean usageInStream = section.get("usage_in_stream", Formats.FLAG);
    return section.make(
        () -> new Abilities(capabilities, tableWindow, tableOutput, thinking, usageInStream));
  }
}

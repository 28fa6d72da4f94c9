package dev.isthmus.core.route;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.DeploymentId;
import dev.isthmus.core.call.Ticker;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Site;
import dev.isthmus.core.provider.TokenSource;
import dev.isthmus.core.provider.openai.OpenAiProvider;
import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.resilience.ParentBreaker;
import dev.isthmus.core.resilience.SlowStart;
import dev.isthmus.core.signal.Capacity;
import dev.isthmus.core.signal.CapacityConfig;
import dev.isthmus.core.signal.DeploymentSignals;
import dev.isthmus.core.signal.SignalPriors;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A deployment as a test wants it: healthy, warmed up, in the United States, unless it says not.
 */
public final class DeploymentBuilder {
  public static final String MODEL = "gpt";
  private static final int WARM_UPS = 10;

  private final Ticker ticker;
  private final String name;
  private final Map<String, String> settings = new HashMap<>();
  private ProviderKind kind = new OpenAiProvider();
  private Site.Credential credential = key(() -> "provider-secret");
  private Deployment.Place place = new Deployment.Place("openai-us", "us-1", "us");
  private long capabilities = Capability.bits(EnumSet.allOf(Capability.class));
  private long contextWindow = -1;
  private long maxOutput = -1;
  private Deployment.Tier tier = Deployment.Tier.ON_DEMAND;
  private boolean thinking;
  private boolean usageInStream = true;
  private int priority;
  private @Nullable Prices prices = Prices.ofDollarsPerMillion(1, null, null, 4);
  private CapacityConfig capacity = CapacityConfig.UNLIMITED;
  private SignalPriors priors = SignalPriors.of(0.3, 100);
  private boolean warm = true;
  private String model = MODEL;

  private DeploymentBuilder(Ticker ticker, String name) {
    this.ticker = ticker;
    this.name = name;
  }

  public static DeploymentBuilder named(String name, Ticker ticker) {
    return new DeploymentBuilder(ticker, name);
  }

  public static Site.Credential key(TokenSource source) {
    return Site.Credential.ofKey(source);
  }

  public DeploymentBuilder kind(ProviderKind value) {
    kind = value;
    return this;
  }

  public DeploymentBuilder setting(String key, String value) {
    settings.put(key, value);
    return this;
  }

  public DeploymentBuilder credential(Site.Credential value) {
    credential = value;
    return this;
  }

  public DeploymentBuilder place(String provider, String region, String dataZone) {
    place = new Deployment.Place(provider, region, dataZone);
    return this;
  }

  public DeploymentBuilder capabilities(long value) {
    capabilities = value;
    return this;
  }

  public DeploymentBuilder window(long tokens) {
    contextWindow = tokens;
    return this;
  }

  public DeploymentBuilder maxOutput(long tokens) {
    maxOutput = tokens;
    return this;
  }

  public DeploymentBuilder tier(Deployment.Tier value) {
    tier = value;
    return this;
  }

  public DeploymentBuilder thinking() {
    thinking = true;
    return this;
  }

  public DeploymentBuilder withoutUsageInStream() {
    usageInStream = false;
    return this;
  }

  public DeploymentBuilder priority(int value) {
    priority = value;
    return this;
  }

  public DeploymentBuilder price(double input, double output) {
    prices = Prices.ofDollarsPerMillion(rounded(input), null, null, rounded(output));
    return this;
  }

  private static double rounded(double dollars) {
    return Math.round(dollars * 1e6) / 1e6;
  }

  public DeploymentBuilder prices(Prices value) {
    prices = value;
    return this;
  }

  public DeploymentBuilder unpriced() {
    prices = null;
    return this;
  }

  public DeploymentBuilder capacity(CapacityConfig value) {
    capacity = value;
    return this;
  }

  public DeploymentBuilder expect(double firstContentSeconds, double tokensPerSecond) {
    priors = SignalPriors.of(firstContentSeconds, tokensPerSecond);
    return this;
  }

  /** New, so that it has to earn its calls. */
  public DeploymentBuilder cold() {
    warm = false;
    return this;
  }

  public DeploymentBuilder model(String value) {
    model = value;
    return this;
  }

  public Deployment at(int index) {
    return new Deployment(
        new DeploymentId(name, index),
        model,
        place,
        new Deployment.Traits(
            capabilities, contextWindow, maxOutput, tier, thinking, usageInStream),
        priority,
        prices,
        provider(),
        live());
  }

  private Provider provider() {
    return kind.at(
        new Site(
            name + "-at-home",
            URI.create("https://" + name + ".example"),
            null,
            settings,
            credential,
            false,
            usageInStream,
            (capabilities & Capability.STORED_RESPONSE.bit()) != 0,
            InstantSource.fixed(Instant.EPOCH)));
  }

  private Live live() {
    DeploymentSignals signals = new DeploymentSignals(priors, ticker);
    SlowStart slowStart = new SlowStart();
    for (int i = 0; warm && i < WARM_UPS; i++) {
      slowStart.succeeded();
    }
    Breaker breaker =
        new Breaker(name, signals::baseFirstContentSeconds, 1, ticker.nanoTime(), change -> {});
    return new Live(
        signals,
        new Capacity(capacity, ticker, new Random(1)),
        breaker,
        new ParentBreaker(List.of(breaker)),
        slowStart);
  }
}

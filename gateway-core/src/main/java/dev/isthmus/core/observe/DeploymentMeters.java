package dev.isthmus.core.observe;

import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Usage;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One deployment's meters, its children resolved once. Threads: any. */
final class DeploymentMeters {
  private static final double NANOS = 1e9;
  private static final double PICODOLLARS_PER_DOLLAR = 1e12;
  private static final double[] FIRST_CONTENT_SECONDS = {
    0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60, 120, 300
  };
  private static final double[] TOKEN_SECONDS = {
    0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1
  };

  private static final String OK = "ok";
  private static final String CANCELLED = "cancelled";
  private static final String LOST = "lost";
  private static final String FIRST_CONTENT = "first_content";
  private static final String STREAM = "stream";
  private static final String REPORTED = "reported";
  private static final String ESTIMATED = "estimated";
  private static final List<String> SOURCES = List.of(REPORTED, ESTIMATED);
  private static final String INPUT = "input";
  private static final String CACHED_INPUT = "cached_input";
  private static final String CACHE_WRITE = "cache_write";
  private static final String HOUR_CACHE_WRITE = "cache_write_1h";
  private static final String OUTPUT = "output";
  private static final String REASONING = "reasoning";
  private static final List<String> TOKEN_KINDS =
      List.of(INPUT, CACHED_INPUT, CACHE_WRITE, HOUR_CACHE_WRITE, OUTPUT, REASONING);

  /** What all deployments share. Without exemplars: nobody traces, and each would read a clock. */
  static final class Families {
    private final Counter attempts;
    private final Counter tokens;
    private final Counter dollars;
    private final Counter unpriced;
    private final Counter stalls;
    private final Histogram firstContent;
    private final Histogram token;

    Families(CollectorRegistry registry) {
      attempts =
          Counter.build("isthmus_attempts_total", "Attempts, by how they ended")
              .labelNames("deployment", "outcome")
              .withoutExemplars()
              .register(registry);
      tokens =
          Counter.build("isthmus_tokens_total", "Tokens used, by kind and by who counted them")
              .labelNames("deployment", "kind", "source")
              .withoutExemplars()
              .register(registry);
      dollars =
          Counter.build("isthmus_dollars_total", "Money spent, by who counted the tokens")
              .labelNames("deployment", "source")
              .withoutExemplars()
              .register(registry);
      unpriced =
          Counter.build("isthmus_unpriced_attempts_total", "Attempts whose price nobody knows")
              .labelNames("deployment")
              .withoutExemplars()
              .register(registry);
      stalls =
          Counter.build(
                  "isthmus_stalls_total",
                  "Silences that were remarkably long, before first content or in a stream")
              .labelNames("deployment", "phase")
              .withoutExemplars()
              .register(registry);
      firstContent =
          Histogram.build(
                  "isthmus_first_content_seconds",
                  "From sending a streamed call to its first content")
              .labelNames("deployment")
              .buckets(FIRST_CONTENT_SECONDS)
              .withoutExemplars()
              .register(registry);
      token =
          Histogram.build(
                  "isthmus_time_per_token_seconds", "Between two tokens of a stream, on average")
              .labelNames("deployment")
              .buckets(TOKEN_SECONDS)
              .withoutExemplars()
              .register(registry);
    }

    DeploymentMeters of(String deployment) {
      return new DeploymentMeters(this, deployment);
    }

    void forget(String deployment) {
      attempts.remove(deployment, OK);
      attempts.remove(deployment, CANCELLED);
      attempts.remove(deployment, LOST);
      stalls.remove(deployment, FIRST_CONTENT);
      stalls.remove(deployment, STREAM);
      for (FailureKind kind : FailureKind.values()) {
        attempts.remove(deployment, Meters.lower(kind));
      }
      for (String source : SOURCES) {
        TOKEN_KINDS.forEach(kind -> tokens.remove(deployment, kind, source));
        dollars.remove(deployment, source);
      }
      unpriced.remove(deployment);
      firstContent.remove(deployment);
      token.remove(deployment);
    }
  }

  private final Families families;
  private final String deployment;
  private final Histogram.Child firstContent;
  private final Histogram.Child token;
  private final Counter.Child succeeded;
  private final Spent reported;
  private final Spent estimated;

  private DeploymentMeters(Families families, String deployment) {
    this.families = families;
    this.deployment = deployment;
    this.firstContent = families.firstContent.labels(deployment);
    this.token = families.token.labels(deployment);
    this.succeeded = families.attempts.labels(deployment, OK);
    this.reported = new Spent(REPORTED);
    this.estimated = new Spent(ESTIMATED);
  }

  /**
   * @param cut whether the caller hung up on the call
   */
  void attempt(AttemptRow row, boolean stream, boolean cut) {
    boolean whole = row.failure == null && !row.lost && !cut;
    Usage usage = row.usage();
    if (whole) {
      succeeded.inc();
    } else {
      families.attempts.labels(deployment, ending(row)).inc();
    }
    if (stream && row.firstContentNanos >= 0) {
      firstContent.observe((row.firstContentNanos - row.startNanos) / NANOS);
      long output = usage.output();
      if (whole && output > 1) {
        token.observe((row.endNanos - row.firstContentNanos) / NANOS / (output - 1));
      }
    }
    if (row.silent) {
      families.stalls.labels(deployment, FIRST_CONTENT).inc();
    }
    if (row.stalls > 0) {
      families.stalls.labels(deployment, STREAM).inc(row.stalls);
    }
    if (!usage.isNone()) {
      used(usage, row.picodollars);
    }
  }

  private static String ending(AttemptRow row) {
    if (row.lost) {
      return LOST;
    }
    return row.failure == null ? CANCELLED : Meters.lower(row.failure.kind());
  }

  private void used(Usage usage, long picodollars) {
    Spent spent = usage.reported() ? reported : estimated;
    spent.add(usage);
    if (picodollars < 0) {
      families.unpriced.labels(deployment).inc();
    } else {
      spent.dollars(picodollars / PICODOLLARS_PER_DOLLAR);
    }
  }

  /** Tokens and money by one source; a child is there once it counts something. */
  private final class Spent {
    private final String source;
    private final Counter.@Nullable Child[] tokens =
        new Counter.@Nullable Child[TOKEN_KINDS.size()];
    private Counter.@Nullable Child dollars;

    Spent(String source) {
      this.source = source;
    }

    void add(Usage usage) {
      add(0, usage.input() - usage.cachedInput() - usage.cacheWrite());
      add(1, usage.cachedInput());
      add(2, usage.cacheWrite() - usage.hourCacheWrite());
      add(3, usage.hourCacheWrite());
      add(4, usage.output() - usage.reasoning());
      add(5, usage.reasoning());
    }

    private void add(int kind, long count) {
      if (count > 0) {
        Counter.Child known = tokens[kind];
        if (known == null) {
          known = families.tokens.labels(deployment, TOKEN_KINDS.get(kind), source);
          tokens[kind] = known;
        }
        known.inc((double) count);
      }
    }

    void dollars(double amount) {
      Counter.Child known = dollars;
      if (known == null) {
        known = families.dollars.labels(deployment, source);
        dollars = known;
      }
      known.inc(amount);
    }
  }
}

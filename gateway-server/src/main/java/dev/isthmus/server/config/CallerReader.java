package dev.isthmus.server.config;

import dev.isthmus.server.config.CallerConfig.CallClass;
import dev.isthmus.server.config.CallerConfig.Expose;
import dev.isthmus.server.config.CallerConfig.Limits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code callers}. A key is hashed here, and nothing behind this class ever sees it. */
final class CallerReader {

  private static final long MOST_PER_MINUTE = 1_000_000_000L;

  /** Shorter keys can be guessed; the shortest that a careful person makes by hand. */
  private static final int SHORTEST_KEY = 16;

  private static final String ALL = "*";

  private CallerReader() {}

  static List<CallerConfig> read(Section root) {
    var callers = new ArrayList<CallerConfig>();
    for (Section section : root.sections("callers", Keys.CALLER)) {
      CallerConfig caller = caller(section);
      if (caller != null) {
        callers.add(caller);
      }
    }
    return callers;
  }

  private static @Nullable CallerConfig caller(Section section) {
    String name = name(section);
    String key = keySha256(section);
    Set<String> models = models(section);
    ScopeConfig only = RouteReader.scope(section);
    var limits =
        new Limits(
            section.find("requests_per_minute", Formats.count(1, MOST_PER_MINUTE)),
            section.find("tokens_per_minute", Formats.count(1, MOST_PER_MINUTE)));
    Expose expose = section.get("expose", Formats.choice(Expose.class));
    CallClass callClass = section.get("class", Formats.choice(CallClass.class));
    return section.make(() -> new CallerConfig(name, key, models, only, limits, expose, callClass));
  }

  private static String name(Section section) {
    String name = section.get("name", Formats.NAMES);
    if (section.has("name") && !name.equals(Formats.NAMES.placeholder())) {
      section
          .reading()
          .names()
          .declareOnce(Names.Kind.CALLER, name, section.spot("name"), section.path() + ".name");
    }
    return name;
  }

  private static String keySha256(Section section) {
    boolean plain = section.has("key");
    boolean hashed = section.has("key_sha256");
    if (plain == hashed) {
      section.error(
          hashed ? "key_sha256" : "key",
          (hashed ? "stands beside key" : "is missing") + " (expected: key or key_sha256)");
    }
    String hash = Formats.HEX64.placeholder();
    String field = plain ? "key" : "key_sha256";
    if (hashed) {
      hash = section.get("key_sha256", Formats.HEX64);
    }
    if (plain) {
      hash = sha256(key(section));
    }
    if ((plain || hashed) && !hash.equals(Formats.HEX64.placeholder())) {
      section
          .reading()
          .names()
          .declareOnce(
              Names.Kind.CALLER_KEY, hash, section.spot(field), section.path() + "." + field);
    }
    return hash;
  }

  private static Secret key(Section section) {
    Secret key = section.secret("key", true);
    boolean read = !Value.UNREADABLE.equals(key);
    if (read && key.reveal().length() < SHORTEST_KEY) {
      section
          .reading()
          .problems()
          .warn(
              section.spot("key"),
              section.path() + ".key",
              "is easy to guess (better: " + SHORTEST_KEY + " characters or more)");
    }
    return key;
  }

  private static String sha256(Secret key) {
    if (Value.UNREADABLE.equals(key)) {
      return Formats.HEX64.placeholder();
    }
    try {
      byte[] bytes = key.reveal().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static Set<String> models(Section section) {
    List<Value> listed = section.filled("models");
    boolean all = listed.stream().anyMatch(value -> value.text().equals(ALL));
    if (all && listed.size() == 1) {
      return Set.of();
    }
    if (all) {
      section.error("models", "has '*' beside names (expected: one or the other)");
      return Set.of();
    }
    return section.references("models", Names.Kind.MODEL);
  }
}

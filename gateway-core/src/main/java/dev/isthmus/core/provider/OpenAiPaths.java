package dev.isthmus.core.provider;

import dev.isthmus.core.call.Operation;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The paths of OpenAI's dialect, as its many servers put them under a prefix of their own. */
public final class OpenAiPaths {
  /** What OpenAI's dialect has words for. */
  public static final Set<Operation> OPERATIONS =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Operation.INFER)));

  private OpenAiPaths() {}

  /** {@code operations} under {@code prefix}, which ends without a slash. */
  public static Map<Operation, String> under(String prefix, Set<Operation> operations) {
    Map<Operation, String> paths = new EnumMap<>(Operation.class);
    for (Operation operation : operations) {
      paths.put(operation, prefix + "/" + name(operation));
    }
    return paths;
  }

  public static String name(Operation operation) {
    return switch (operation) {
      case CHAT -> "chat/completions";
      case COMPLETION -> "completions";
      case EMBEDDING -> "embeddings";
      case RESPONSE, STORED -> "responses";
      case COUNT -> "responses/input_tokens";
      case IMAGE -> "images/generations";
      case INFER ->
          throw new IllegalArgumentException(
              "operation: " + operation + " (expected: one of " + OPERATIONS + ")");
    };
  }

  /** The path of {@code base} without a slash at its end, so that something can follow it. */
  public static String prefix(URI base) {
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** A name as one segment of a path, or as a value in a query. */
  public static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

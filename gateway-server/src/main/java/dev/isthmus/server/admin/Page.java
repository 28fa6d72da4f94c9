package dev.isthmus.server.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * One answer of the admin port.
 *
 * @param retryAfterSeconds 0 where nothing is said of it
 */
record Page(int status, String type, String body, int retryAfterSeconds) {
  static final String TEXT = "text/plain; charset=utf-8";
  static final String JSON = "application/json";
  static final String HTML = "text/html; charset=utf-8";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int LONGEST_ECHO = 120;

  static Page text(int status, String body) {
    return new Page(status, TEXT, body, 0);
  }

  static Page json(String body) {
    return new Page(200, JSON, body, 0);
  }

  static Page error(int status, String message) {
    return error(status, message, 0);
  }

  static Page error(int status, String message, int retryAfterSeconds) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("error", message);
    return new Page(status, JSON, root + "\n", retryAfterSeconds);
  }

  static Page of(Change change) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("result", change.verdict().name().toLowerCase(Locale.ROOT));
    root.put("configuration", change.version());
    if (!change.before().isEmpty()) {
      root.put("before", change.before());
    }
    if (!change.after().isEmpty()) {
      root.put("after", change.after());
    }
    for (Change.Fault fault : change.faults()) {
      fault(root.withArray("problems").addObject(), fault);
    }
    return new Page(change.verdict().status(), JSON, root.toPrettyString() + "\n", 0);
  }

  static void fault(ObjectNode node, Change.Fault fault) {
    node.put("level", fault.error() ? "error" : "warning");
    if (fault.line() > 0) {
      node.put("line", fault.line());
      node.put("column", fault.column());
    }
    node.put("field", fault.field());
    node.put("message", fault.message());
  }

  /** {@code text} as it may stand in a log or an answer. */
  static String visible(String text) {
    String clean = text.replaceAll("[^\\x21-\\x7e]", "?").replace('"', '?');
    return clean.length() <= LONGEST_ECHO ? clean : clean.substring(0, LONGEST_ECHO) + "...";
  }
}

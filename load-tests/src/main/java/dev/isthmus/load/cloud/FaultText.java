package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Faults as JSON: {@code
 * {"kind":"status","status":503,"probability":0.5,"deployment":"a","times":3,
 * "retry_form":"milliseconds","retry_after_ms":1500,"headers":{},"events":2,"factor":10,"bytes":10,
 * "location":"http://…"}}; all but {@code kind} may be left out.
 */
final class FaultText {

  private static final Set<String> FIELDS =
      Set.of(
          "kind",
          "deployment",
          "probability",
          "times",
          "status",
          "retry_form",
          "retry_after_ms",
          "headers",
          "events",
          "factor",
          "bytes",
          "location");

  private FaultText() {}

  /**
   * Reads a fault.
   *
   * @throws IllegalArgumentException that names what is wrong
   */
  static Fault read(JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw new IllegalArgumentException(
            field.getKey() + ": unknown (expected: one of " + FIELDS + ")");
      }
    }
    Fault.Detail usual = Fault.Detail.DEFAULT;
    Map<String, String> headers = new LinkedHashMap<>();
    node.path("headers").properties().forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
    String form = node.path("retry_form").asText("none").toUpperCase(Locale.ROOT).replace('-', '_');
    Fault.Detail detail =
        new Fault.Detail(
            node.path("status").asInt(usual.status()),
            new Fault.Retry(RetryForm.valueOf(form), node.path("retry_after_ms").asLong(0)),
            headers,
            node.path("events").asInt(usual.events()),
            node.path("factor").asDouble(usual.factor()),
            node.path("bytes").asInt(usual.bytes()),
            node.path("location").asText(usual.location()));
    return new Fault(
        FaultKind.parse(node.path("kind").asText()),
        node.path("deployment").asText(""),
        node.path("probability").asDouble(1),
        node.path("times").asLong(-1),
        detail);
  }

  static ObjectNode write(Fault fault) {
    Fault.Detail detail = fault.detail();
    ObjectNode node = Json.object().put("kind", fault.kind().name().toLowerCase(Locale.ROOT));
    node.put("deployment", fault.deployment()).put("probability", fault.probability());
    node.put("times", fault.times()).put("status", detail.status());
    node.put("retry_form", detail.retry().form().name().toLowerCase(Locale.ROOT));
    node.put("retry_after_ms", detail.retry().millis()).put("events", detail.events());
    node.put("factor", detail.factor()).put("bytes", detail.bytes());
    ObjectNode headers = node.putObject("headers");
    detail.headers().forEach(headers::put);
    return node.put("location", detail.location());
  }
}

package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;

/** What sets the models of the Claude family apart, by their names. */
final class ClaudeModels {

  /** Names of these take neither sampling parameters nor the beginning of an answer. */
  private static final Pattern NEWEST = Pattern.compile(".*(opus-4-[789]|sonnet-5|fable-5).*");

  private static final Pattern LONGEST_PREFIX = Pattern.compile(".*(opus-4-[56]|haiku-4-5).*");
  private static final int USUAL_PREFIX = 1024;

  private ClaudeModels() {}

  static boolean newest(String model) {
    return NEWEST.matcher(model).matches();
  }

  /** Tokens that a prefix has at least to be cached. */
  static int leastCached(String model) {
    if (LONGEST_PREFIX.matcher(model).matches()) {
      return 4 * USUAL_PREFIX;
    }
    return model.contains("opus-4-7")
        ? 2 * USUAL_PREFIX
        : model.contains("fable-5") ? USUAL_PREFIX / 2 : USUAL_PREFIX;
  }

  /** One entry of the list of models. */
  static ObjectNode entry(Deployment deployment) {
    ObjectNode model = Json.object().put("type", "model").put("id", deployment.name());
    return model.put("display_name", deployment.name()).put("created_at", "2026-01-01T00:00:00Z");
  }

  static ObjectNode list(List<Deployment> deployments) {
    ObjectNode list = Json.object();
    var data = list.putArray("data");
    deployments.forEach(one -> data.add(entry(one)));
    list.put("has_more", false);
    int last = deployments.size() - 1;
    list.put("first_id", last < 0 ? null : deployments.get(0).name());
    return list.put("last_id", last < 0 ? null : deployments.get(last).name());
  }
}

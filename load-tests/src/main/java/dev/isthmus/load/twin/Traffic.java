package dev.isthmus.load.twin;

import dev.isthmus.load.cloud.model.Words;
import dev.isthmus.load.generator.CallSheet;
import dev.isthmus.load.simulation.Seeds;
import dev.isthmus.load.simulation.scenario.Scenario;
import dev.isthmus.load.simulation.workload.Request;
import dev.isthmus.load.simulation.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls of a run as the simulation draws them, written out for the wire.
 *
 * <p>Shape: a prompt has four bytes for each of its tokens, which is how the simulated clouds count
 * them, and says how long the answer is to be.
 *
 * @param requests in the order in which they come
 */
record Traffic(List<Double> seconds, List<Request> requests) {
  private static final int BYTES_PER_TOKEN = 4;

  Traffic {
    seconds = List.copyOf(seconds);
    requests = List.copyOf(requests);
  }

  static Traffic of(Scenario scenario, Seeds seeds) {
    var arrivals = scenario.workload().arrivals().source(seeds.stream(Seeds.Stream.ARRIVALS, 0));
    Workload.Calls calls = scenario.workload().calls(seeds.stream(Seeds.Stream.LENGTHS, 0));
    List<Double> seconds = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (double at = arrivals.next(); at < scenario.span().end(); at = arrivals.next()) {
      seconds.add(at);
      requests.add(calls.next());
    }
    return new Traffic(seconds, requests);
  }

  CallSheet sheet() {
    List<CallSheet.Line> lines = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      lines.add(new CallSheet.Line(seconds.get(i), body(requests.get(i))));
    }
    return new CallSheet(lines);
  }

  private static String body(Request request) {
    String limit = request.allowed() < 0 ? "" : ",\"max_tokens\":" + request.allowed();
    return "{\"model\":\""
        + Workload.MODEL
        + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
        + prompt(request)
        + "\"}]"
        + limit
        + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
  }

  private static String prompt(Request request) {
    int bytes = (int) request.prompt() * BYTES_PER_TOKEN;
    StringBuilder text =
        new StringBuilder("sim:tokens=" + request.output() + " number " + request.number() + ":");
    Words words = new Words(request.number(), bytes);
    for (int i = 1; text.length() < bytes; i++) {
      text.append(words.piece(i));
    }
    return text.substring(0, Math.max(bytes, text.indexOf(":", "sim:tokens".length())));
  }
}

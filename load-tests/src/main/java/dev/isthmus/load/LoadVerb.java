package dev.isthmus.load;

import dev.isthmus.load.generator.Load;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadPlan.Arrival;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb {@code load}: open-loop load on anybody's OpenAI-compatible API. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = {
      "Sends chat calls at a fixed rate, whether or not earlier ones came back,",
      "and reports how long callers waited, counted from when each call was due.",
      "Exit status 0: every call ended well. 1: some did not."
    })
public final class LoadVerb implements Callable<Integer> {

  @Option(
      names = "--target",
      required = true,
      description = "base URL, for example http://127.0.0.1:8080/v1")
  private URI target = URI.create("http://127.0.0.1:8080");

  @Option(names = "--model", required = true, description = "model to ask for")
  private String model = "";

  @Option(names = "--key", description = "sent as bearer token")
  private String key = "";

  @Option(names = "--rate", description = "calls per second (default: ${DEFAULT-VALUE})")
  private double rate = 20;

  @Option(names = "--seconds", description = "how long (default: ${DEFAULT-VALUE})")
  private double seconds = 10;

  @Option(names = "--poisson", description = "arrivals at random instead of evenly spaced")
  private boolean poisson;

  @Option(
      names = "--streaming",
      description = "share of streamed calls, 0 to 1 (default: ${DEFAULT-VALUE})")
  private double streaming = 0.5;

  @Option(
      names = "--prompt-tokens",
      description = "about how long prompts are (default: ${DEFAULT-VALUE})")
  private int promptTokens = 32;

  @Option(
      names = "--max-tokens",
      description = "longest answer to ask for; 0: not said (default: ${DEFAULT-VALUE})")
  private int maxTokens;

  @Option(names = "--connections", description = "most connections (default: ${DEFAULT-VALUE})")
  private int connections = LoadPlan.Bounds.DEFAULT.connections();

  @Option(
      names = "--timeout",
      description = "seconds after which a call counts as timed out (default: ${DEFAULT-VALUE})")
  private double timeoutSeconds = 120;

  @Option(names = "--seed", description = "of arrivals and prompts (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--json", description = "file for the result as JSON")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    LoadPlan plan =
        LoadPlan.of(target, model, rate, seconds(seconds))
            .key(key)
            .arrival(poisson ? Arrival.POISSON : Arrival.FIXED)
            .mix(new LoadPlan.Mix(model, streaming, promptTokens, maxTokens))
            .bounds(new LoadPlan.Bounds(connections, seconds(timeoutSeconds), 0))
            .seed(seed);
    return Load.run(plan, System.out, json);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}

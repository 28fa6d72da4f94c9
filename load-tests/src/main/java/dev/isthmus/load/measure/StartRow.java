package dev.isthmus.load.measure;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** How long a gateway takes from its program's start until it is ready for calls. */
final class StartRow implements Row {
  private static final int STARTS = 10;
  private static final int POLL_MILLIS = 2;
  private static final int PATIENCE_SECONDS = 30;
  private static final int AOT_SINCE = 25;
  private static final int OK = 200;
  private static final double GOAL = 0.6;
  private static final double LEAST = 1.5;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String title() {
    return "Start to ready";
  }

  @Override
  public String says() {
    return "From the moment the JVM is started until /readyz answers 200, ten deployments configured;"
        + " medians of ten interleaved starts, files in the page cache. Expected: half of a plain"
        + " start is loading and linking classes, which an archive of classes takes away on 17,"
        + " and the launcher's AOT cache a little more on 25.";
  }

  /**
   * One way to start.
   *
   * @param make options that make its archive as the program ends; empty: none is needed
   * @param use options that use it
   * @param goal whether it is how gateways are meant to start
   */
  private record Way(String name, Path jdk, List<String> make, List<String> use, boolean goal) {}

  @Override
  public Finding measure(Bench bench) throws IOException, InterruptedException {
    List<Way> ways = ways(bench);
    Map<Way, List<Double>> seconds = new LinkedHashMap<>();
    for (Way way : ways) {
      if (!way.make().isEmpty()) {
        bench.says("making what " + way.name() + " needs");
        start(bench, way.jdk(), way.make(), true);
      }
      start(bench, way.jdk(), way.use(), false);
      seconds.put(way, new ArrayList<>());
    }
    for (int i = 0; i < STARTS; i++) {
      for (Map.Entry<Way, List<Double>> each : seconds.entrySet()) {
        Way way = each.getKey();
        double took = start(bench, way.jdk(), way.use(), false);
        each.getValue().add(took);
        bench.says("%s: %.2f s".formatted(way.name(), took));
      }
    }
    return finding(seconds);
  }

  private static Finding finding(Map<Way, List<Double>> seconds) {
    Finding finding = new Finding();
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<Way, List<Double>> each : seconds.entrySet()) {
      double median = Figures.median(each.getValue());
      if (each.getKey().goal()) {
        finding.goal("start to ready, " + each.getKey().name() + ", s", median, GOAL, LEAST);
      }
      rows.add(
          List.of(
              each.getKey().name(),
              Finding.number(median),
              Finding.number(Figures.least(each.getValue())),
              Finding.number(Figures.most(each.getValue()))));
    }
    List<Plot.Value> bars =
        seconds.entrySet().stream()
            .map(way -> new Plot.Value(way.getKey().name(), Figures.median(way.getValue())))
            .toList();
    List<Plot.Value> marks =
        List.of(new Plot.Value("goal", GOAL), new Plot.Value("at least", LEAST));
    return finding
        .table("Seconds:", List.of("", "median, s", "least", "most"), rows)
        .plot(new Plot("Start to ready, s", bars, marks));
  }

  private static List<Way> ways(Bench bench) throws IOException, InterruptedException {
    List<Way> ways = new ArrayList<>();
    for (Map.Entry<Integer, Path> jdk : Jdks.found().entrySet()) {
      String name = "JDK " + jdk.getKey();
      Path archive = bench.folder().resolve("start-" + jdk.getKey());
      List<String> flags = launcher(bench, jdk.getValue(), "flags").lines().toList();
      ways.add(
          new Way(name + ", the JDK's own archive only", jdk.getValue(), List.of(), flags, false));
      ways.add(
          new Way(
              name + ", class-data sharing",
              jdk.getValue(),
              with(flags, "-XX:ArchiveClassesAtExit=" + archive + ".jsa"),
              with(flags, "-XX:SharedArchiveFile=" + archive + ".jsa"),
              true));
      if (jdk.getKey() >= AOT_SINCE) {
        ways.add(
            new Way(
                name + ", AOT cache",
                jdk.getValue(),
                List.of(),
                with(flags, "-XX:AOTCache=" + trained(bench, jdk)),
                true));
      }
    }
    return ways;
  }

  /** The cache that the launcher makes, of a gateway that was put under load. */
  private static Path trained(Bench bench, Map.Entry<Integer, Path> jdk)
      throws IOException, InterruptedException {
    bench.says("making the launcher's AOT cache for JDK " + jdk.getKey());
    launcher(bench, jdk.getValue(), "archive", "--if-missing");
    return bench.root().resolve("gateway-server/target/isthmus-" + jdk.getKey() + ".aot");
  }

  private static String launcher(Bench bench, Path jdk, String... words)
      throws IOException, InterruptedException {
    String launcher = bench.root().resolve("isthmus").toString();
    List<String> command = List.of("env", "ISTHMUS_JAVA_HOME=" + jdk, launcher);
    return Program.output(Stream.concat(command.stream(), Stream.of(words)).toList());
  }

  private static List<String> with(List<String> flags, String flag) {
    return Stream.concat(flags.stream(), Stream.of(flag)).toList();
  }

  /**
   * Starts a gateway, waits until it is ready, and ends it.
   *
   * @param gently whether it may end by itself, as it must to write an archive
   * @return seconds until it was ready
   */
  private static double start(Bench bench, Path jdk, List<String> flags, boolean gently)
      throws IOException, InterruptedException {
    int admin = Subject.freePort();
    String text =
        Files.readString(bench.root().resolve("load-tests/bench/gateway.yaml"))
            .replace(
                "admin: {address: \"127.0.0.1:0\"}",
                "admin: {address: \"127.0.0.1:" + admin + "\"}")
            .replace("event_loops: 1,", "event_loops: 1, drain_delay: 0s, ");
    Path config = Files.writeString(bench.folder().resolve("start.yaml"), text);
    ProcessBuilder builder = new ProcessBuilder(command(bench, jdk, flags, config));
    builder.environment().putAll(environment());
    File log = bench.folder().resolve("start.log").toFile();
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    long begun = System.nanoTime();
    Process process = builder.start();
    try {
      while (!ready(admin)) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (!process.isAlive() || seconds > PATIENCE_SECONDS) {
          throw new IOException("the gateway did not start; see " + log);
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
      return (System.nanoTime() - begun) / 1e9;
    } finally {
      end(process, gently);
    }
  }

  private static void end(Process process, boolean gently) throws InterruptedException {
    if (gently) {
      process.destroy();
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    process.destroyForcibly().waitFor();
  }

  private static Map<String, String> environment() throws IOException {
    return Map.of(
        "BENCH_PORT",
        Integer.toString(Subject.freePort()),
        "BENCH_UPSTREAM",
        Integer.toString(Subject.freePort()),
        "BENCH_KEY",
        "bench-provider-key-0123456789",
        "BENCH_CALLER_KEY",
        Proxies.KEY);
  }

  private static List<String> command(Bench bench, Path jdk, List<String> flags, Path config)
      throws IOException {
    Path target = bench.root().resolve("gateway-server/target");
    List<String> command = new ArrayList<>(List.of("taskset", "-c", Subject.ALL));
    command.add(jdk.resolve("bin/java").toString());
    command.addAll(flags);
    try (Stream<Path> files = Files.list(target)) {
      String jar =
          files
              .map(Path::toString)
              .filter(file -> file.endsWith(".jar") && !file.endsWith("-tests.jar"))
              .findFirst()
              .orElseThrow(() -> new IOException("no jar in " + target));
      command.addAll(List.of("-cp", jar + ":" + target + "/lib/*"));
    }
    command.addAll(List.of("dev.isthmus.server.boot.Main", "serve", "--config", config.toString()));
    return command;
  }

  private static boolean ready(int port) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/readyz").toURL().openConnection();
      return connection.getResponseCode() == OK;
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }
}

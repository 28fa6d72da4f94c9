package dev.isthmus.load.jmh;

import dev.isthmus.core.hotpath.HotPathCase;
import dev.isthmus.core.hotpath.HotPathCases;
import dev.isthmus.load.stand.GatewayProcess;
import dev.isthmus.load.stand.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs benchmarks with bytes counted, and writes what came out into the page that is the first
 * argument. What was not run keeps its row as long as the machine stays the same.
 */
public final class JmhPage {
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final String ROW = "| `";

  private JmhPage() {}

  /** Arguments: the page, then a pattern of benchmarks or cases, then options of JMH. */
  public static void main(String[] arguments) throws Exception {
    Path page = Path.of(arguments[0]);
    boolean chosen = arguments.length > 1 && !arguments[1].startsWith("-");
    String pattern = chosen ? arguments[1] : "";
    String[] options = new String[arguments.length - (chosen ? 2 : 1)];
    System.arraycopy(arguments, chosen ? 2 : 1, options, 0, options.length);
    Collection<RunResult> results = new ArrayList<>();
    String[] cases =
        HotPathCases.all().stream()
            .map(HotPathCase::name)
            .filter(name -> Pattern.compile(pattern).matcher(name).find())
            .toArray(String[]::new);
    if (cases.length > 0) {
      results.addAll(run(options, "HotPathBenchmark", cases));
    }
    if (!chosen || cases.length == 0) {
      results.addAll(
          run(
              options,
              chosen ? pattern : "(Book|Decision|Journal|Router|Scan)Benchmark",
              new String[0]));
    }
    write(page, results);
  }

  private static Collection<RunResult> run(String[] options, String include, String[] cases)
      throws Exception {
    OptionsBuilder builder = new OptionsBuilder();
    builder
        .parent(new CommandLineOptions(options))
        .include(include)
        .addProfiler(GCProfiler.class)
        .shouldDoGC(true)
        .jvmArgsAppend(jvm());
    if (cases.length > 0) {
      builder.param("path", cases);
    }
    try {
      return new Runner(builder.build()).run();
    } catch (RunnerException e) {
      throw new IOException("JMH: " + e.getMessage(), e);
    }
  }

  /** As a gateway's; what is used again and again is old there, hence the collections between. */
  private static String[] jvm() {
    List<String> options = new ArrayList<>(GatewayProcess.COLLECTOR);
    options.add("-Djmh.executor=CUSTOM");
    options.add("-Djmh.executor.class=" + LoopThreads.class.getName());
    return options.toArray(String[]::new);
  }

  private static void write(Path page, Collection<RunResult> results) throws IOException {
    String machine = Machine.line() + ".";
    Map<String, String> rows = new TreeMap<>();
    if (Files.exists(page) && Files.readString(page).contains(machine)) {
      for (String line : Files.readAllLines(page)) {
        if (line.startsWith(ROW)) {
          rows.put(line.substring(ROW.length(), line.indexOf('`', ROW.length())), line);
        }
      }
    }
    for (RunResult result : results) {
      rows.put(name(result), row(result));
    }
    List<String> lines = new ArrayList<>();
    lines.add("# Microbenchmarks");
    lines.add("");
    lines.add(
        "`load-tests/bench/jmh [PATTERN]`, one fork, a gateway's collector (rows before 2026-11-28:"
            + " the serial one). "
            + machine);
    lines.add(
        "Times are of a machine that may have been busy: what repeats is the bytes, which a test"
            + " guards.");
    lines.add("");
    lines.add("| | ns | ± | bytes | on |");
    lines.add("| --- | --- | --- | --- | --- |");
    lines.addAll(rows.values());
    Path folder = page.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Files.write(page, lines);
    System.out.println("written: " + page);
  }

  private static String name(RunResult result) {
    String benchmark = result.getParams().getBenchmark();
    int method = benchmark.lastIndexOf('.');
    String name = benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1);
    StringBuilder all = new StringBuilder(name);
    for (String key : result.getParams().getParamsKeys()) {
      all.append(' ').append(result.getParams().getParam(key));
    }
    return all.toString();
  }

  private static String row(RunResult result) {
    Result<?> time = result.getPrimaryResult();
    Result<?> bytes = result.getSecondaryResults().get(ALLOCATION);
    return String.format(
        Locale.ROOT,
        ROW + "%s` | %.1f | %.1f | %.1f | %s |",
        name(result),
        time.getScore(),
        time.getScoreError(),
        bytes == null ? Double.NaN : bytes.getScore(),
        LocalDate.now(ZoneOffset.UTC));
  }
}

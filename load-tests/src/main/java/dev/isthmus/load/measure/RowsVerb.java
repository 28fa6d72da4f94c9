package dev.isthmus.load.measure;

import dev.isthmus.load.stand.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code rows}. */
@Command(
    name = "rows",
    mixinStandardHelpOptions = true,
    description = {
      "Measures what a call, a chunk, a connection and a start cost, in interleaved rounds and",
      "beside HAProxy, and writes a page for each row; then the table of goals and the plots of",
      "docs/performance.md, from these pages and those of before. Needs Linux with two processors,",
      "taskset, h2load and haproxy, and takes nginx along; want of quiet shows in the spread.",
      "Exit status 0: all were measured. 1: some could not be."
    })
public final class RowsVerb implements Callable<Integer> {
  private static final List<Row> ALL =
      List.of(
          new CallsRow(),
          new StreamsRow(),
          new TlsRow(),
          new Http2Row(),
          new TranslationRow(),
          new StartRow(),
          new MemoryRow(),
          new FlagsRow());

  @Parameters(arity = "0..*", paramLabel = "ROW", description = "which ones (default: all)")
  private List<String> names = List.of();

  @Option(names = "--list", description = "says what there is, and ends")
  private boolean list;

  @Option(
      names = "--report",
      description = "measures nothing, and writes table and plots from what is stored")
  private boolean report;

  @Option(names = "--rounds", description = "of each measurement (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(
      names = "--gateways",
      description = {
        "processes of the gateway and of HAProxy that calls, streams and translation measure, since",
        "no two are alike (default: ${DEFAULT-VALUE})"
      })
  private int gateways = 3;

  @Option(names = "--root", description = "folder of the project (default: ${DEFAULT-VALUE})")
  private Path root = Path.of(".");

  @Option(names = "--out", description = "folder of the pages (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("docs/performance");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter print = spec.commandLine().getOut();
    Map<String, Row> all = new LinkedHashMap<>();
    ALL.forEach(row -> all.put(row.name(), row));
    if (list) {
      all.values().forEach(row -> print.printf("  %-12s %s%n", row.name(), row.says()));
      print.flush();
      return 0;
    }
    if (!all.keySet().containsAll(names)) {
      throw new ParameterException(
          spec.commandLine(), "ROW: " + names + " (expected: of " + all.keySet() + ")");
    }
    Files.createDirectories(out);
    boolean whole = report || measure(all, print);
    Path page = out.resolveSibling("performance.md");
    if (Files.exists(page)) {
      Report.read(out).write(out, page);
      print.println("written: " + page);
      print.flush();
    }
    return whole ? 0 : 1;
  }

  /** Whether none failed; one that does leaves its page as it was. */
  private boolean measure(Map<String, Row> all, PrintWriter print)
      throws IOException, InterruptedException {
    // What drives the proxies shares no processor with them; what they run on is their own affair.
    new ProcessTree(ProcessHandle.current()).pin(Subject.DRIVERS);
    boolean whole = true;
    for (Row row : all.values()) {
      if (names.isEmpty() || names.contains(row.name())) {
        try {
          measure(row, print);
        } catch (IOException e) {
          whole = false;
          print.println(row.name() + ": not measured: " + e.getMessage());
          print.flush();
        }
      }
    }
    return whole;
  }

  private void measure(Row row, PrintWriter print) throws IOException, InterruptedException {
    print.println(row.name() + ": " + row.says());
    print.flush();
    Path folder = Files.createTempDirectory("isthmus-rows-");
    Bench bench = new Bench(root.toAbsolutePath().normalize(), folder, rounds, gateways, print);
    long begun = System.nanoTime();
    Finding finding = row.measure(bench);
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    String found = finding.markdown();
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    String page =
        "# %s%n%n%s%n%n`load-tests/bench/rows %s`, %s, version %s, %d interleaved rounds, medians. %s.%n%n%s"
            .formatted(
                row.title(),
                row.says(),
                row.name(),
                date,
                Machine.gitVersion(),
                rounds,
                Machine.line(),
                found);
    new Stored(row.name(), row.title(), date, Machine.line(), finding.goals(), finding.plots())
        .write(out);
    Path file = out.resolve(row.name() + ".md");
    Files.writeString(file, page);
    print.println(found);
    print.println("written: " + file + ", after " + seconds + " s");
    print.flush();
  }
}

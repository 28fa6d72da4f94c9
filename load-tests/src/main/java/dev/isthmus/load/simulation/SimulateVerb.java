package dev.isthmus.load.simulation;

import dev.isthmus.load.simulation.policy.Contender;
import dev.isthmus.load.simulation.report.Expected;
import dev.isthmus.load.simulation.report.ResultsPage;
import dev.isthmus.load.simulation.report.ShareSvg;
import dev.isthmus.load.simulation.report.Study;
import dev.isthmus.load.simulation.run.Metric;
import dev.isthmus.load.simulation.scenario.Scenario;
import dev.isthmus.load.simulation.scenario.Scenarios;
import dev.isthmus.load.simulation.scenario.ShortScenarios;
import dev.isthmus.load.simulation.workload.TraceRow;
import dev.isthmus.load.simulation.workload.Traces;
import dev.isthmus.load.twin.Twin;
import dev.isthmus.load.twin.TwinPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code simulate}. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Simulates routing in virtual time: the gateway's own classes and eleven rivals, through",
      "every scenario under many seeds. Without names it writes docs/routing-results.md and its",
      "plots; with names it prints figures and writes nothing. With --sockets it has short",
      "incidents both ways, in virtual time and over real sockets, and compares."
    })
public final class SimulateVerb implements Callable<Integer> {
  private static final Set<String> HEDGED =
      Set.of("brown-out", "hang", "slow-decode", "thinking", "held-long");

  private static final int SEEDS = 20;
  private static final int FIRST_SEED = 1;
  private static final int FIRST_HELD_SEED = 1001;
  private static final int SOCKET_SEEDS = 200;
  private static final int DISAGREE = 1;
  private static final int VOID = 2;

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "which scenarios (default: all)")
  private List<String> names = List.of();

  @Option(names = "--list", description = "says what there is, and ends")
  private boolean list;

  @Option(
      names = "--seeds",
      description = "runs of each (default: ${DEFAULT-VALUE}; with --sockets 200)")
  private int seeds = SEEDS;

  @Option(
      names = "--only",
      split = ",",
      description = "these contenders alone: ${COMPLETION-CANDIDATES}")
  private List<Contender> only = List.of();

  @Option(names = "--docs", description = "folder of the page (default: ${DEFAULT-VALUE})")
  private Path docs = Path.of("docs");

  @Option(
      names = "--expected",
      description = "writes the figures that the build checks to this file, and ends")
  private Path expected = Path.of("");

  @Option(
      names = "--sockets",
      description = {
        "has the same incidents over real sockets, too, and says where both disagree; without",
        "NAMEs all of them (ten minutes), and writes docs/routing-sockets.md"
      })
  private boolean sockets;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "calls as long as this trace's: Azure's CSV, or Mooncake's JSON lines; with NAMEs")
  private @Nullable Path trace;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter print = spec.commandLine().getOut();
    List<Scenario> all = new ArrayList<>(sockets ? ShortScenarios.all() : Scenarios.fitted());
    all.addAll(sockets ? List.of() : Scenarios.heldOut());
    if (list) {
      all.forEach(one -> print.printf("  %-20s %s%n", one.name(), one.says()));
    } else if (!expected.toString().isEmpty()) {
      Files.write(expected, Expected.lines());
    } else if (sockets) {
      return compare(names.isEmpty() ? all : choose(all), print);
    } else if (names.isEmpty() && trace != null) {
      throw new ParameterException(spec.commandLine(), "--trace: without a NAME of a scenario");
    } else if (names.isEmpty()) {
      writePage(all, print);
    } else {
      for (Scenario one : traced(choose(all))) {
        print(study(one), print);
      }
    }
    print.flush();
    return 0;
  }

  /** Both ways. Exit status 1: they disagree. 2: the machine was too busy to say. */
  private int compare(List<Scenario> scenarios, PrintWriter print)
      throws IOException, InterruptedException {
    boolean told = spec.commandLine().getParseResult().hasMatchedOption("--seeds");
    int simulations = told ? seeds : SOCKET_SEEDS;
    List<Twin> twins = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      print.println(scenario.name() + ": " + scenario.says());
      print.flush();
      Twin twin = Twin.of(scenario, FIRST_SEED, simulations);
      twins.add(twin);
      print.print(TwinPage.plain(twin));
      print.flush();
    }
    if (names.isEmpty()) {
      String command = "./isthmus simulate --sockets" + (told ? " --seeds " + seeds : "");
      Files.writeString(
          docs.resolve("routing-sockets.md"), TwinPage.of(twins, simulations, command));
    }
    return twins.stream().anyMatch(Twin::isVoid)
        ? VOID
        : twins.stream().allMatch(Twin::agrees) ? 0 : DISAGREE;
  }

  private List<Scenario> choose(List<Scenario> all) {
    List<String> known = all.stream().map(Scenario::name).toList();
    if (!known.containsAll(names)) {
      throw new ParameterException(
          spec.commandLine(), "NAME: " + names + " (expected: of " + known + ")");
    }
    return all.stream().filter(one -> names.contains(one.name())).toList();
  }

  private List<Scenario> traced(List<Scenario> scenarios) {
    if (trace == null) {
      return scenarios;
    }
    List<TraceRow> rows = read(trace);
    return scenarios.stream().map(one -> one.with(one.workload().lengthsOf(rows))).toList();
  }

  private List<TraceRow> read(Path file) {
    try {
      List<TraceRow> rows = Traces.read(file);
      if (!rows.isEmpty()) {
        return rows;
      }
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new ParameterException(
          spec.commandLine(), "--trace: " + file + " (expected: a trace): " + e.getMessage(), e);
    }
    throw new ParameterException(spec.commandLine(), "--trace: " + file + " has no rows");
  }

  /** Where nobody is silent a second attempt is of no use. */
  private static List<Contender> contenders(Scenario scenario) {
    List<Contender> all = new ArrayList<>(List.of(Contender.values()));
    if (!HEDGED.contains(scenario.name())) {
      all.remove(Contender.HEDGED);
    }
    return all;
  }

  private Study study(Scenario scenario) {
    List<Contender> contenders = only.isEmpty() ? contenders(scenario) : only;
    int first = scenario.heldOut() ? FIRST_HELD_SEED : FIRST_SEED;
    return Study.of(scenario, contenders, Expected.seeds(first, seeds));
  }

  private void writePage(List<Scenario> all, PrintWriter print) throws IOException {
    Path plots = docs.resolve("routing-results");
    Files.createDirectories(plots);
    List<Study> studies = new ArrayList<>();
    for (Scenario scenario : all) {
      Study study = study(scenario);
      studies.add(study);
      print(study, print);
      if (ShareSvg.suits(study)) {
        Files.writeString(plots.resolve(scenario.name() + ".svg"), ShareSvg.of(study));
      }
    }
    String command = "./isthmus simulate" + (seeds == SEEDS ? "" : " --seeds " + seeds);
    Files.writeString(docs.resolve("routing-results.md"), ResultsPage.of(studies, seeds, command));
  }

  private static void print(Study study, PrintWriter print) {
    print.println(study.scenario().name() + ": " + study.scenario().says());
    for (Contender contender : study.contenders()) {
      print.printf("  %-18s", contender.title());
      for (Metric metric : Metric.values()) {
        print.printf(" %s %.3g", metric.name(), study.estimate(contender, metric).mean());
      }
      print.println();
    }
    print.flush();
  }
}

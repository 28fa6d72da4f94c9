package dev.isthmus.server.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isthmus.core.route.whatif.Report;
import dev.isthmus.core.route.whatif.ReportJson;
import dev.isthmus.core.route.whatif.ReportPage;
import dev.isthmus.core.route.whatif.ReportText;
import dev.isthmus.core.route.whatif.WhatIf;
import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.GatewayConfig;
import dev.isthmus.server.journal.DecisionReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how calls that were written down would have gone under another configuration. */
@Command(
    name = "whatif",
    description = {
      "Says how calls that were written down would have gone under another configuration.",
      "Each figure stands under the method that it comes from: an exact re-score, a"
          + " propensity-weighted estimate, or the word that only a simulation could tell."
    },
    mixinStandardHelpOptions = true)
final class WhatIfCommand implements Callable<Integer> {
  private static final int REFUSED = 1;

  /** How a report is written. */
  enum Format {
    TEXT,
    JSON,
    HTML
  }

  @Option(
      names = "--decisions",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files of decisions, or the directory that they are in.")
  private List<Path> decisions = new ArrayList<>();

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The other configuration, a YAML file.")
  private Path config = Path.of("");

  @Option(
      names = "--format",
      defaultValue = "TEXT",
      paramLabel = "FORMAT",
      description = "text, json or html (default: text).")
  private Format format = Format.TEXT;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the report goes (default: to the terminal).")
  private @Nullable Path out;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    // Whoever asks may well not have the gateway's secrets at hand.
    ConfigLoader loader = new ConfigLoader(System.getenv()).withoutSecrets();
    GatewayConfig loaded = Main.load(new ConfigFile(config, loader), err);
    if (loaded == null) {
      return REFUSED;
    }
    try {
      Report report = report(loaded);
      print(text(report));
      return report.decisions() == 0 ? REFUSED : 0;
    } catch (IOException e) {
      err.println(
          "cannot read or write: " + e.getMessage() + " (expected: a file, or a directory)");
      err.flush();
      return REFUSED;
    }
  }

  private Report report(GatewayConfig loaded) throws IOException {
    DecisionReader reader = new DecisionReader();
    WhatIf whatIf = new WhatIf(Alternatives.of(loaded));
    for (Path path : decisions) {
      for (Path file : DecisionReader.files(path)) {
        reader.read(file, whatIf::add);
      }
    }
    return whatIf.report("What if: " + config.getFileName(), notes(reader.account()));
  }

  static List<String> notes(DecisionReader.Account account) {
    List<String> notes = new ArrayList<>();
    if (account.damaged() > 0) {
      notes.add("lines that made no sense and were passed over: " + account.damaged());
    }
    if (account.cut() > 0) {
      notes.add(
          "files that end in the middle of a line, as one does that is being written: "
              + account.cut());
    }
    return notes;
  }

  private String text(Report report) {
    return switch (format) {
      case TEXT -> ReportText.of(report);
      case JSON -> ReportJson.of(report);
      case HTML -> ReportPage.of(report);
    };
  }

  private void print(String text) throws IOException {
    if (out != null) {
      Files.writeString(out, text, UTF_8);
      return;
    }
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }
}

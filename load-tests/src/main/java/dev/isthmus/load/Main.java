package dev.isthmus.load;

import dev.isthmus.load.archive.ArchiveVerb;
import dev.isthmus.load.demo.DemoVerb;
import dev.isthmus.load.measure.ProfileVerb;
import dev.isthmus.load.measure.RowsVerb;
import dev.isthmus.load.scenario.ScenarioVerb;
import dev.isthmus.load.simulation.SimulateVerb;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of what comes with the gateway: demo, load generator, scenarios, simulator. */
@Command(
    name = "isthmus",
    description = "Tries a gateway out, and puts load on one.",
    synopsisSubcommandLabel = "VERB",
    subcommands = {
      ArchiveVerb.class,
      DemoVerb.class,
      LoadVerb.class,
      ProfileVerb.class,
      RowsVerb.class,
      ScenarioVerb.class,
      SimulateVerb.class,
      CommandLine.HelpCommand.class
    })
public final class Main {
  private Main() {}

  /** The demo's terminal belongs to its traffic: what the gateway logs goes to a file. */
  public static void main(String[] arguments) {
    System.setProperty("logback.configurationFile", "logback-demo.xml");
    System.setProperty(DemoVerb.LOG_PROPERTY, DemoVerb.logFile().toString());
    System.exit(new CommandLine(new Main()).execute(arguments));
  }
}

package dev.isthmus.server.boot;

import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.ConfigPrinter;
import dev.isthmus.server.config.ConfigProblem;
import dev.isthmus.server.config.ConfigSchema;
import dev.isthmus.server.config.GatewayConfig;
import dev.isthmus.server.config.LoadResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the gateway itself. */
@Command(
    name = "isthmus",
    description = "An inference gateway.",
    synopsisSubcommandLabel = "VERB",
    subcommands = {
      Main.Serve.class,
      Main.Check.class,
      Explain.class,
      WhatIfCommand.class,
      Main.Schema.class,
      Main.Version.class,
      CommandLine.HelpCommand.class
    })
public final class Main {
  private static final int REFUSED = 1;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  /** Loads a configuration, or prints all that is wrong with it. */
  static @Nullable GatewayConfig load(ConfigFile source, PrintWriter err) {
    LoadResult result = source.load();
    Path file = source.path();
    if (result instanceof LoadResult.Loaded loaded) {
      print(loaded.warnings(), file, err);
      return loaded.config();
    }
    List<ConfigProblem> problems = ((LoadResult.Refused) result).problems();
    print(problems, file, err);
    long errors = problems.stream().filter(one -> one.level() == ConfigProblem.Level.ERROR).count();
    err.println(errors == 1 ? "1 error" : errors + " errors");
    err.flush();
    return null;
  }

  private static ConfigFile file(Path path) {
    return new ConfigFile(path, new ConfigLoader(System.getenv()));
  }

  private static void print(List<ConfigProblem> problems, Path file, PrintWriter err) {
    problems.forEach(problem -> err.println(problem.describe(file.toString())));
    err.flush();
  }

  /** Starts the gateway and serves until the process is told to end. */
  @Command(name = "serve", description = "Starts the gateway.", mixinStandardHelpOptions = true)
  static final class Serve implements Callable<Integer> {
    @Option(
        names = {"-c", "--config"},
        required = true,
        paramLabel = "FILE",
        description = "The configuration, a YAML file.")
    private Path config = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
      MemoryPlan.chooseChunks();
      PrintWriter err = spec.commandLine().getErr();
      ConfigFile file = file(config);
      GatewayConfig loaded = load(file, err);
      return loaded == null ? REFUSED : Service.run(loaded, file, spec.commandLine().getOut(), err);
    }
  }

  /** Validates a configuration and prints what the gateway would make of it. */
  @Command(
      name = "check",
      description = "Validates a configuration and prints the resolved plan, secrets masked.",
      mixinStandardHelpOptions = true)
  static final class Check implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The configuration, a YAML file.")
    private Path config = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      GatewayConfig loaded = load(file(config), spec.commandLine().getErr());
      if (loaded == null) {
        return REFUSED;
      }
      spec.commandLine().getOut().print(ConfigPrinter.print(loaded));
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  /** Prints the JSON Schema of the configuration file. */
  @Command(
      name = "schema",
      description = "Prints the JSON Schema of the configuration, for editors.",
      mixinStandardHelpOptions = true)
  static final class Schema implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      spec.commandLine().getOut().print(ConfigSchema.text());
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  /** Prints the version. */
  @Command(
      name = "version",
      description = "Prints the version of the gateway and of the Java that runs it.",
      mixinStandardHelpOptions = true)
  static final class Version implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      String version = Main.class.getPackage().getImplementationVersion();
      PrintWriter out = spec.commandLine().getOut();
      out.println("isthmus " + (version == null ? "unpackaged" : version));
      out.println("java " + Runtime.version());
      out.flush();
      return 0;
    }
  }
}

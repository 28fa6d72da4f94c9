package dev.isthmus.load.measure;

import dev.isthmus.load.stand.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code profile}. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description = {
      "Samples a gateway in its steady state with async-profiler, kernel frames included where",
      "the machine allows it, and says which frames the time is in. Writes a flame graph and the",
      "stacks. Needs Linux with two processors, taskset and h2load."
    })
public final class ProfileVerb implements Callable<Integer> {
  private static final int MOST_LINES = 30;
  private static final int WARM_UPS = 8;
  private static final int STREAMS = 250;
  private static final StubProvider.Tempo TEMPO = new StubProvider.Tempo(40, 50);

  /** What is put on the gateway meanwhile. */
  enum Kind {
    /** Calls of 1 KB, 64 at a time. */
    CALLS(1_024, 60_000, 300_000),
    /** Calls of 10 KB, 64 at a time. */
    PROMPTS(10_240, 40_000, 200_000),
    /** 250 streams of 20 chunks a second. */
    STREAM(1_024, 2 * STREAMS, 6 * STREAMS);

    private final int bytes;
    private final int warm;
    private final int sampled;

    Kind(int bytes, int warm, int sampled) {
      this.bytes = bytes;
      this.warm = warm;
      this.sampled = sampled;
    }
  }

  @Parameters(
      paramLabel = "KIND",
      description = "of load: calls, prompts or stream (default: ${DEFAULT-VALUE})",
      defaultValue = "calls")
  private String name = "calls";

  @Option(names = "--profiler", required = true, description = "async-profiler's jar")
  private Path profiler = Path.of("async-profiler.jar");

  @Option(names = "--root", description = "folder of the project (default: ${DEFAULT-VALUE})")
  private Path root = Path.of(".");

  @Option(names = "--out", description = "folder of what is written (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("load-tests/target/profile");

  @Option(names = "--jdk", description = "home of the JDK to profile (default: this one's)")
  private Path jdk = Path.of(System.getProperty("java.home"));

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(each -> each.name().equalsIgnoreCase(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "KIND: " + name + " (expected: calls, prompts, stream)"));
    new ProcessTree(ProcessHandle.current()).pin(Subject.DRIVERS);
    PrintWriter print = spec.commandLine().getOut();
    Files.createDirectories(out);
    Path folder = Files.createTempDirectory("isthmus-profile-");
    Bench bench = new Bench(root.toAbsolutePath().normalize(), folder, 1, 1, print);
    Path stacks = out.resolve(name + ".collapsed").toAbsolutePath();
    Path graph = out.resolve(name + ".html").toAbsolutePath();
    sample(bench, kind, new Path[] {library(folder), stacks, graph});
    String page =
        "# Profile of %s%n%n`load-tests/bench/profile %s`, %s, version %s. %s.%n%n%s"
            .formatted(
                name,
                name,
                LocalDate.now(ZoneOffset.UTC),
                Machine.gitVersion(),
                Machine.line(),
                new Stacks(Files.readAllLines(stacks)).markdown(MOST_LINES));
    Files.writeString(out.resolve(name + ".md"), page);
    print.println(page);
    print.println("flame graph: " + graph);
    print.flush();
    return 0;
  }

  /** Files: the agent, the stacks, the flame graph. */
  private void sample(Bench bench, Kind kind, Path[] files)
      throws IOException, InterruptedException {
    List<String> options =
        List.of(
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+DebugNonSafepoints",
            "-XX:+EnableDynamicAgentLoading");
    try (StubProvider provider = StubProvider.plain();
        Proxies proxies = new Proxies(bench)) {
      provider.tempo(TEMPO);
      Subject gateway =
          proxies.gateway(
              new Proxies.Variant("gateway", text -> text, jdk, options), provider.port());
      H2load load =
          kind == Kind.STREAM
              ? H2load.plain(STREAMS, H2load.body(bench.folder(), kind.bytes, true))
              : H2load.plain(64, H2load.body(bench.folder(), kind.bytes, false));
      for (int i = 0; i < WARM_UPS; i++) {
        bench.says("warming up");
        warm(load, gateway, kind.warm, i < WARM_UPS / 2);
      }
      gateway.tree().pin(Subject.PROXIES);
      load.run(gateway.port(), kind.warm);
      bench.says("sampling");
      tell(gateway, files[0], "start,event=cpu,interval=500us,cstack=vm,threads");
      load.run(gateway.port(), kind.sampled);
      tell(gateway, files[0], "dump,collapsed,file=" + files[1]);
      tell(gateway, files[0], "stop,flamegraph,file=" + files[2]);
    }
  }

  /** While a gateway's code is not compiled yet it may turn some calls away. */
  private static void warm(H2load load, Subject gateway, int calls, boolean cold)
      throws IOException, InterruptedException {
    try {
      load.run(gateway.port(), calls);
    } catch (IOException e) {
      if (!cold) {
        throw e;
      }
    }
  }

  private void tell(Subject gateway, Path library, String what)
      throws IOException, InterruptedException {
    String said =
        Program.output(
            List.of(
                jdk.resolve("bin/jcmd").toString(),
                Long.toString(gateway.pid()),
                "JVMTI.agent_load",
                library.toString(),
                '"' + what + '"'));
    if (!said.contains("return code: 0")) {
      throw new IOException("async-profiler: " + what + ": " + said);
    }
  }

  /** The agent for this machine, out of the jar. */
  private Path library(Path folder) throws IOException {
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    String inside = (arm ? "linux-arm64" : "linux-x64") + "/libasyncProfiler.so";
    Path library = folder.resolve("libasyncProfiler.so");
    try (ZipFile jar = new ZipFile(profiler.toFile())) {
      ZipEntry entry = jar.getEntry(inside);
      if (entry == null) {
        throw new IOException(profiler + ": no " + inside);
      }
      try (InputStream in = jar.getInputStream(entry)) {
        Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return library;
  }
}

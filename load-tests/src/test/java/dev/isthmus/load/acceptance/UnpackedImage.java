package dev.isthmus.load.acceptance;

import dev.isthmus.load.deploy.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the image holds, made by the same scripts in a folder of this machine, and its command line
 * with the folders' names changed. Threads: one test.
 */
final class UnpackedImage {
  private static final String INSIDE = "/opt/isthmus";
  private static final String CONFIG = "/etc/isthmus";

  /** How options begin that older JVMs do not know, and do not need. */
  private static final List<String> NEWEST_ONLY = List.of("-XX:AOT", "-Xlog:aot");

  /** Enough to make a cache: what it is good for is measured elsewhere. */
  private static final String TRAINING_SECONDS = "4";

  private final ImageFile file;
  private final Path folder;
  private final Path config;
  private final boolean otherJava;

  private UnpackedImage(ImageFile file, Path folder, Path config, boolean otherJava) {
    this.file = file;
    this.folder = folder;
    this.config = config;
    this.otherJava = otherJava;
  }

  /** Links the runtime and collects the libraries of the gateway's image into {@code folder}. */
  static UnpackedImage make(Path folder) throws IOException, InterruptedException {
    ImageFile file = ImageFile.read();
    Path jdk = jdk(file.javaVersion());
    Path java = jdk == null ? Path.of(System.getProperty("java.home")) : jdk;
    Path image = folder.resolve("image");
    Path config = Files.createDirectories(folder.resolve("config"));
    Path target = Repository.path("gateway-server/target");
    if (!Files.isDirectory(target.resolve("lib"))) {
      throw new IOException(target + " (expected: a built gateway; run ./mvnw package)");
    }
    script(java, "deploy/link-jre", image + "/jre");
    script(java, "deploy/unpack-native", target + "/lib", image + "/native");
    Path lib = Files.createDirectories(image.resolve("lib"));
    copyJars(target, lib);
    copyJars(target.resolve("lib"), lib);
    script(java, "deploy/archive-gateway", image.toString(), "--seconds", TRAINING_SECONDS);
    return new UnpackedImage(file, image, config, /* otherJava= */ jdk == null);
  }

  private static void script(Path java, String script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("env", "JAVA_HOME=" + java));
    command.add(Repository.path(script).toString());
    command.addAll(List.of(arguments));
    Repository.run(command);
  }

  private static void copyJars(Path from, Path to) throws IOException {
    try (Stream<Path> jars = Files.list(from)) {
      for (Path jar : jars.filter(UnpackedImage::isProgram).toList()) {
        Files.copy(jar, to.resolve(jar.getFileName()));
      }
    }
  }

  private static boolean isProgram(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".jar") && !name.endsWith("-tests.jar");
  }

  /** A JDK of that version on this machine. */
  private static @Nullable Path jdk(int version) throws IOException {
    for (Path parent : List.of(Path.of("/usr/lib/jvm"), Path.of("/opt/java"))) {
      for (Path home : Files.isDirectory(parent) ? list(parent) : List.<Path>of()) {
        Path release = home.resolve("release");
        if (Files.isExecutable(home.resolve("bin/jlink"))
            && Files.isReadable(release)
            && Files.readString(release).contains("JAVA_VERSION=\"" + version + ".")) {
          return home;
        }
      }
    }
    return null;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /** Where the image looks for its configuration. */
  Path config() {
    return config;
  }

  /** Where the native libraries are. */
  Path natives() {
    return folder.resolve("native");
  }

  /** The AOT cache. */
  Path cache() {
    return folder.resolve("gateway.aot");
  }

  /** Whether the runtime is of the version that the image has. */
  boolean isOfItsVersion() {
    return !otherJava;
  }

  /** As the image starts by itself. */
  List<String> command() throws IOException {
    List<String> command = new ArrayList<>(file.words(file.lastStage(), "ENTRYPOINT"));
    command.addAll(file.words(file.lastStage(), "CMD"));
    return here(command);
  }

  /** As the image starts with {@code arguments} in place of its own. */
  List<String> command(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(file.words(file.lastStage(), "ENTRYPOINT"));
    command.addAll(List.of(arguments));
    return here(command);
  }

  private List<String> here(List<String> command) {
    return command.stream()
        .filter(word -> !otherJava || NEWEST_ONLY.stream().noneMatch(word::startsWith))
        .map(word -> word.replace(INSIDE, folder.toString()).replace(CONFIG, config.toString()))
        .toList();
  }

  long bytes() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).mapToLong(path -> path.toFile().length()).sum();
    }
  }
}

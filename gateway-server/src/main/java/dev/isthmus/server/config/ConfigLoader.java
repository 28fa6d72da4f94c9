package dev.isthmus.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * Reads a configuration file as a whole: all of it is good, or all that is wrong with it is said.
 *
 * <p>Threads: any; blocks on files, so never an event loop. Errors: values of {@link LoadResult};
 * no exception for anything that a file can hold.
 */
public final class ConfigLoader {

  /** Ten thousand deployments fit; a file that is longer is a mistake or an attack. */
  static final int LONGEST_FILE_BYTES = 4 << 20;

  private static final int VERSION_DIGITS = 12;

  private final PriceTable prices;
  private final Map<String, String> environment;
  private final boolean secretsNeeded;

  /** Reads secrets and {@code ${NAME}} from {@code environment}. */
  public ConfigLoader(Map<String, String> environment) {
    this(environment, true);
  }

  private ConfigLoader(Map<String, String> environment, boolean secretsNeeded) {
    this.prices = PriceTable.shipped();
    this.environment = Map.copyOf(environment);
    this.secretsNeeded = secretsNeeded;
  }

  /** The same for those who want to know what a file says, and nothing of what it keeps secret. */
  public ConfigLoader withoutSecrets() {
    return new ConfigLoader(environment, false);
  }

  /** Reads {@code file}; names of other files in it are relative to its folder. */
  public LoadResult load(Path file) {
    return load(file, null);
  }

  /**
   * Reads {@code file} for a gateway that runs on {@code running}: what only a restart can change
   * must be as it is there.
   */
  public LoadResult reload(Path file, GatewayConfig running) {
    return load(file, running);
  }

  private LoadResult load(Path file, @Nullable GatewayConfig running) {
    var problems = new Problems();
    byte[] bytes = bytes(file, problems);
    if (bytes == null) {
      return new LoadResult.Refused(problems.inFileOrder(), "", Set.of());
    }
    String text = text(bytes, problems);
    MappingNode root = text == null ? null : YamlTree.parse(text, problems);
    Path folder = file.toAbsolutePath().getParent();
    var secrets =
        new SecretSource(folder == null ? Path.of("") : folder, environment, secretsNeeded);
    String version = version(bytes);
    GatewayConfig config =
        root == null ? null : bind(root, version, Reading.of(problems, secrets, running));
    return config == null || problems.refused()
        ? new LoadResult.Refused(problems.inFileOrder(), version, secrets.files())
        : new LoadResult.Loaded(config, problems.inFileOrder(), problems.fields(), secrets.files());
  }

  private @Nullable GatewayConfig bind(MappingNode node, String version, Reading reading) {
    Section root = Section.of(node, Keys.ROOT, "", reading);
    List<ListenerConfig> listeners = EdgeReader.listeners(root);
    AdminConfig admin = EdgeReader.admin(root);
    LimitsConfig limits = EdgeReader.limits(root);
    DecisionsConfig decisions = EdgeReader.decisions(root);
    List<ProviderConfig> providers = ProviderReader.read(root);
    List<ModelConfig> models = new ModelReader(providers, prices).read(root);
    List<RouteConfig> routes = RouteReader.read(root, models);
    List<CallerConfig> callers = CallerReader.read(root);
    reading.names().check();
    if (admin == null || limits == null || decisions == null) {
      return null;
    }
    var config =
        new GatewayConfig(
            version, listeners, admin, limits, decisions, providers, models, routes, callers);
    Candidates.check(config, reading);
    return config;
  }

  private static byte @Nullable [] bytes(Path file, Problems problems) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST_FILE_BYTES + 1);
      if (bytes.length <= LONGEST_FILE_BYTES) {
        return bytes;
      }
      problems.error(
          Spot.TOP, "", "file is too long (expected: at most " + LONGEST_FILE_BYTES + " bytes)");
    } catch (IOException e) {
      String why = Files.exists(file) ? "cannot be read" : "does not exist";
      problems.error(Spot.TOP, "", "file " + why);
    }
    return null;
  }

  private static @Nullable String text(byte[] bytes, Problems problems) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      problems.error(new Spot(line, 1), "", "not UTF-8");
      return null;
    }
  }

  private static String version(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, VERSION_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}

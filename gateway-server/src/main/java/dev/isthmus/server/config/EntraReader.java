package dev.isthmus.server.config;

import dev.isthmus.server.config.CredentialConfig.Entra;
import dev.isthmus.server.config.CredentialConfig.ManagedIdentity;
import dev.isthmus.server.config.CredentialConfig.Proof;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code entra}: who signs in at Microsoft Entra, and how it shows that. */
final class EntraReader {
  private static final String SECRET = "client_secret";
  private static final String CERTIFICATE = "certificate";
  private static final String WORKLOAD = "workload_identity";
  private static final String MANAGED = "managed_identity";
  private static final List<String> WAYS = List.of(SECRET, CERTIFICATE, WORKLOAD, MANAGED);
  private static final String EXPECTED = "(expected: one of " + String.join(", ", WAYS) + ")";

  /** Fields that do not go with every way, and those they go with. */
  private static final Map<String, Set<String>> COMPANIONS =
      Map.of(
          "tenant", Set.of(SECRET, CERTIFICATE, WORKLOAD),
          "client_id", Set.of(SECRET, CERTIFICATE, WORKLOAD),
          "authority", Set.of(SECRET, CERTIFICATE, WORKLOAD),
          "key", Set.of(CERTIFICATE),
          "federated_token_file", Set.of(WORKLOAD));

  private final Section section;
  private final Format<URI> urls;

  private EntraReader(Section section, Format<URI> urls) {
    this.section = section;
    this.urls = urls;
  }

  /** The sign-in in {@code credential}; null, and the reason reported, where it cannot be used. */
  static @Nullable CredentialConfig read(Section credential, Format<URI> urls) {
    var reader = new EntraReader(credential.section("entra", Keys.ENTRA), urls);
    List<String> ways = WAYS.stream().filter(reader.section::has).toList();
    if (ways.isEmpty()) {
      credential.error("entra", "has no proof of who signs in " + EXPECTED);
    }
    return reader.read(ways);
  }

  private @Nullable CredentialConfig read(List<String> ways) {
    ways.stream()
        .skip(1)
        .forEach(way -> section.error(way, "stands beside " + ways.get(0) + " " + EXPECTED));
    if (ways.size() == 1) {
      checkCompanions(ways.get(0));
    }
    if (ways.contains(MANAGED)) {
      return managed();
    }
    boolean workload = ways.contains(WORKLOAD);
    String tenant = workload ? fromPod("tenant", "AZURE_TENANT_ID") : needed("tenant");
    String client = workload ? fromPod("client_id", "AZURE_CLIENT_ID") : needed("client_id");
    String scope = section.get("scope", Formats.TEXT);
    URI authority = workload ? authority() : section.get("authority", urls);
    Proof proof = proof(ways);
    return proof == null ? null : new Entra(tenant, client, proof, scope, authority);
  }

  private void checkCompanions(String way) {
    COMPANIONS.forEach(
        (field, with) -> {
          if (section.has(field) && !with.contains(way)) {
            String others = String.join(" or ", WAYS.stream().filter(with::contains).toList());
            section.error(
                field, "does not go with " + way + " (expected: only with " + others + ")");
          }
        });
  }

  private String needed(String key) {
    return section.needed(key, Formats.WORD);
  }

  private @Nullable Proof proof(List<String> ways) {
    Proof proof = null;
    if (ways.contains(WORKLOAD)) {
      proof = tokenFile();
    }
    if (ways.contains(CERTIFICATE)) {
      proof = certificate();
    }
    if (ways.contains(SECRET)) {
      proof = new Proof.ClientSecret(section.secret(SECRET, false));
    }
    return proof;
  }

  private @Nullable Proof certificate() {
    Secret certificates = section.secret(CERTIFICATE, false);
    Secret key = section.secret("key", false);
    return Value.UNREADABLE.equals(certificates) || Value.UNREADABLE.equals(key)
        ? null
        : section.make(() -> new Proof.Certificate(certificates.reveal(), key));
  }

  private @Nullable Proof tokenFile() {
    if (!Boolean.TRUE.equals(section.get(WORKLOAD, Formats.FLAG))) {
      section.error(WORKLOAD, "is not true (expected: true, or another of " + WAYS + ")");
      return null;
    }
    String name = fromPod("federated_token_file", "AZURE_FEDERATED_TOKEN_FILE");
    try {
      Path file = section.reading().secrets().path(name);
      if (!Files.exists(file)) {
        warn("federated_token_file", "file '" + name + "' does not exist (yet)");
      }
      return new Proof.TokenFile(file);
    } catch (IllegalArgumentException e) {
      section.error("federated_token_file", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void warn(String key, String message) {
    String at = section.has(key) ? key : WORKLOAD;
    section.reading().problems().warn(section.spot(at), section.path() + "." + key, message);
  }

  private @Nullable CredentialConfig managed() {
    String who = section.get(MANAGED, Formats.WORD);
    if (who.equals("false")) {
      section.error(MANAGED, "is false (expected: true, or an identity's client id)");
      return null;
    }
    return new ManagedIdentity(who.equals("true") ? null : who, section.get("scope", Formats.TEXT));
  }

  /** The public cloud, unless the section or the pod's environment names another. */
  private URI authority() {
    boolean elsewhere = section.reading().secrets().knows("AZURE_AUTHORITY_HOST");
    return section.has("authority") || !elsewhere
        ? section.get("authority", urls)
        : fromPod("authority", "AZURE_AUTHORITY_HOST", urls);
  }

  private String fromPod(String key, String variable) {
    boolean file = key.equals("federated_token_file");
    return fromPod(key, variable, file ? Formats.TEXT : Formats.WORD);
  }

  /** What stands at {@code key}, else what Azure's webhook put into the environment. */
  private <T> T fromPod(String key, String variable, Format<T> format) {
    if (section.has(key)) {
      return section.get(key, format);
    }
    SecretSource secrets = section.reading().secrets();
    String problem;
    try {
      return format.parse().apply(secrets.variable(variable));
    } catch (IllegalArgumentException e) {
      problem = String.valueOf(e.getMessage());
    }
    section
        .reading()
        .problems()
        .error(
            section.spot(WORKLOAD),
            section.path() + "." + key,
            secrets.knows(variable)
                ? "cannot be what " + variable + " holds" + unless(problem, format)
                : "is missing, and " + problem + " (expected: one of them)");
    return format.placeholder();
  }

  private static String unless(String problem, Format<?> format) {
    String said = problem.isEmpty() ? "" : ": " + problem;
    return said.contains("(expected") ? said : said + " (expected: " + format.expected() + ")";
  }
}

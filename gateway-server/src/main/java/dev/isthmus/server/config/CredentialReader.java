package dev.isthmus.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.ProviderKinds;
import dev.isthmus.core.provider.SignIn;
import dev.isthmus.server.config.CredentialConfig.AccessKeys;
import dev.isthmus.server.config.CredentialConfig.ApiKey;
import dev.isthmus.server.config.CredentialConfig.Aws;
import dev.isthmus.server.config.CredentialConfig.Entra;
import dev.isthmus.server.config.CredentialConfig.Metadata;
import dev.isthmus.server.config.CredentialConfig.None;
import dev.isthmus.server.config.CredentialConfig.ServiceAccount;
import dev.isthmus.server.config.CredentialConfig.Token;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Reads a provider's {@code credential}. */
final class CredentialReader {

  private static final JsonMapper JSON = new JsonMapper();

  private CredentialReader() {}

  /** The credential; null, and the reason reported, where it cannot be used. */
  static @Nullable CredentialConfig read(@Nullable ProviderKind kind, Section provider) {
    Value value = provider.value("credential");
    if (value != null && value.scalar()) {
      if (!value.text().equals("none")) {
        value.error("is not a section (expected: one, or none)");
        return null;
      }
      return fits("none", kind, provider) ? new None() : null;
    }
    Section section = provider.section("credential", Keys.CREDENTIAL);
    List<String> given = Keys.CREDENTIAL.names().stream().filter(section::has).toList();
    if (given.size() != 1) {
      if (value != null && value.node() instanceof MappingNode) {
        value.error("has " + given.size() + " ways to sign in (expected: exactly one)");
      }
      given.forEach(way -> make(way, provider, section));
      return null;
    }
    String way = given.get(0);
    CredentialConfig made = make(way, provider, section);
    return fits(way, kind, provider) ? made : null;
  }

  private static boolean fits(String way, @Nullable ProviderKind kind, Section provider) {
    SignIn signIn = SignIn.valueOf(way.toUpperCase(Locale.ROOT));
    if (kind == null || kind.signIns().contains(signIn)) {
      return true;
    }
    provider.error(
        "credential",
        way
            + " does not fit the provider's type (expected: type "
            + String.join(" or ", ProviderKinds.knownBy(signIn).stream().sorted().toList())
            + ")");
    return false;
  }

  private static @Nullable CredentialConfig make(String way, Section provider, Section section) {
    return switch (way) {
      case "api_key" -> new ApiKey(section.secret("api_key", true));
      case "entra" -> entra(provider, section.section("entra", Keys.ENTRA));
      case "service_account" -> serviceAccount(section);
      case "token" -> new Token(section.secret("token", true));
      case "aws" -> aws(provider, section.section("aws", Keys.AWS));
      default -> metadata(section);
    };
  }

  private static CredentialConfig entra(Section provider, Section section) {
    return new Entra(
        section.get("tenant", Formats.WORD),
        section.get("client_id", Formats.WORD),
        section.secret("client_secret", false),
        section.get("scope", Formats.TEXT),
        section.get("authority", urls(provider)));
  }

  private static @Nullable CredentialConfig aws(Section provider, Section section) {
    boolean given = section.has("access_key_id") || section.has("secret_access_key");
    if (given && section.has("profile")) {
      section.error("profile", "stands beside access keys (expected: one of them)");
    }
    if (section.has("external_id") && !section.has("role")) {
      section.error("external_id", "has no role beside it (expected: role)");
    }
    return new Aws(
        given ? accessKeys(section) : null,
        section.find("profile", Formats.WORD),
        section.find("role", Formats.TEXT),
        section.find("external_id", Formats.TEXT),
        section.find("sts_endpoint", urls(provider)));
  }

  private static AccessKeys accessKeys(Section section) {
    String id = section.find("access_key_id", Formats.WORD);
    if (id == null) {
      section.error("access_key_id", "is missing (expected: the id of secret_access_key)");
    }
    return new AccessKeys(
        id == null ? "" : id,
        section.secret("secret_access_key", false),
        section.has("session_token") ? section.secret("session_token", true) : null);
  }

  private static Format<URI> urls(Section provider) {
    return new UrlRules(
            provider.get("allow_private", Formats.FLAG),
            provider.get("unsafe_plaintext", Formats.FLAG))
        .format();
  }

  private static @Nullable CredentialConfig metadata(Section section) {
    if (!Boolean.TRUE.equals(section.get("metadata", Formats.FLAG))) {
      section.error("metadata", "is not true (expected: true, or another credential)");
      return null;
    }
    return new Metadata();
  }

  private static CredentialConfig serviceAccount(Section section) {
    Secret json = section.secret("service_account", false);
    if (!Value.UNREADABLE.equals(json) && !isServiceAccount(json.reveal())) {
      section.error(
          "service_account", "is no service account's key (expected: the JSON file from Google)");
    }
    return new ServiceAccount(json);
  }

  private static boolean isServiceAccount(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return json.path("client_email").isTextual() && json.path("private_key").isTextual();
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}

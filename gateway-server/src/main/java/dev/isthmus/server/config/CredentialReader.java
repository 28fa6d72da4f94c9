package dev.isthmus.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.ProviderKinds;
import dev.isthmus.core.provider.SignIn;
import dev.isthmus.server.config.CredentialConfig.AccessKeys;
import dev.isthmus.server.config.CredentialConfig.Adc;
import dev.isthmus.server.config.CredentialConfig.ApiKey;
import dev.isthmus.server.config.CredentialConfig.Aws;
import dev.isthmus.server.config.CredentialConfig.ExternalAccount;
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
      case "entra" -> EntraReader.read(section, urls(provider));
      case "service_account" -> serviceAccount(section);
      case "external_account" -> externalAccount(section);
      case "token" -> new Token(section.secret("token", true));
      case "aws" -> aws(provider, section.section("aws", Keys.AWS));
      case "adc" -> isTrue("adc", section) ? new Adc() : null;
      default -> isTrue("metadata", section) ? new Metadata() : null;
    };
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

  private static boolean isTrue(String way, Section section) {
    if (Boolean.TRUE.equals(section.get(way, Formats.FLAG))) {
      return true;
    }
    section.error(way, "is not true (expected: true, or another credential)");
    return false;
  }

  private static CredentialConfig serviceAccount(Section section) {
    Secret json = section.secret("service_account", false);
    JsonNode key = json(json);
    JsonNode account = key.path("client_email");
    boolean whole = account.isTextual() && key.path("private_key").isTextual();
    if (!Value.UNREADABLE.equals(json) && !whole) {
      section.error(
          "service_account", "is no service account's key (expected: the JSON file from Google)");
    }
    return new ServiceAccount(json, account.asText());
  }

  private static CredentialConfig externalAccount(Section section) {
    Secret json = section.secret("external_account", false);
    JsonNode federation = json(json);
    boolean whole =
        federation.path("type").asText().equals("external_account")
            && federation.path("audience").isTextual()
            && federation.path("subject_token_type").isTextual()
            && federation.path("token_url").isTextual()
            && federation.path("credential_source").isObject();
    if (!Value.UNREADABLE.equals(json) && !whole) {
      section.error(
          "external_account",
          "is no federation of identities (expected: the JSON file from Google, with the type"
              + " external_account)");
    }
    return new ExternalAccount(json);
  }

  /** What {@code text} holds; a missing node where it is no JSON. */
  private static JsonNode json(Secret text) {
    try {
      return JSON.readTree(text.reveal());
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}

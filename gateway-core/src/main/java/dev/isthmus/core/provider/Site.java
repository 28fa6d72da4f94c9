package dev.isthmus.core.provider;

import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What configuration says of one deployment's place, for its provider to make something of.
 *
 * @param model the name that the provider knows the model by
 * @param endpoint null where the provider knows its own address
 * @param region where calls are processed, in configuration's own words; null where it does not say
 * @param settings the provider's own words: {@code api_version}, {@code project}, {@code location}
 * @param usageInStream whether it understands a request for usage at the end of a stream
 * @param storesResponses whether it may store the responses that callers do not ask it not to
 */
public record Site(
    String model,
    @Nullable URI endpoint,
    @Nullable String region,
    Map<String, String> settings,
    Credential credential,
    boolean allowPrivate,
    boolean usageInStream,
    boolean storesResponses,
    InstantSource clock) {

  /** A deployment that stores no responses. */
  public Site(
      String model,
      @Nullable URI endpoint,
      @Nullable String region,
      Map<String, String> settings,
      Credential credential,
      boolean allowPrivate,
      boolean usageInStream,
      InstantSource clock) {
    this(model, endpoint, region, settings, credential, allowPrivate, usageInStream, false, clock);
  }

  /**
   * How the provider is to know us; at most one of them is given.
   *
   * @param key a key of the provider's own
   * @param token an OAuth token
   * @param signer signs each request
   */
  public record Credential(
      @Nullable TokenSource key, @Nullable TokenSource token, @Nullable RequestSigner signer) {
    public static final Credential NONE = new Credential(null, null, null);

    public static Credential ofKey(TokenSource key) {
      return new Credential(key, null, null);
    }

    public static Credential ofToken(TokenSource token) {
      return new Credential(null, token, null);
    }

    public static Credential ofSigner(RequestSigner signer) {
      return new Credential(null, null, signer);
    }

    @Override
    public String toString() {
      if (signer != null) {
        return "signer ***";
      }
      return key != null ? "key ***" : token != null ? "token ***" : "none";
    }
  }

  public Site {
    settings = Map.copyOf(settings);
  }

  /** A setting that the provider cannot do without. */
  public String required(String name) {
    String value = settings.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + ": missing");
    }
    return value;
  }

  /** The address to connect to: the configured one, or {@code usual}. */
  public URI endpointOr(String usual) {
    return endpoint == null ? URI.create(usual) : endpoint;
  }
}

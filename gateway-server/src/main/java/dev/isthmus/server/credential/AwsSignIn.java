package dev.isthmus.server.credential;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * Comes by Amazon's access keys through Amazon's own library: given outright, from a profile, from
 * the usual chain, and by assuming a role with any of these.
 *
 * <p>Source: AWS SDK for Java 2, auth and sts.
 */
public final class AwsSignIn implements TokenFetch<AwsCredentialsIdentity> {
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration READ = Duration.ofSeconds(10);
  private static final String SESSION = "isthmus";

  /** Keys without an end may be replaced where they come from. */
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);

  private final AwsConfig config;

  public AwsSignIn(AwsConfig config) {
    this.config = config;
  }

  /** Whether the keys were given outright, so that nobody needs to be asked for them. */
  public boolean isAtHand() {
    return config.keys() != null && config.role() == null;
  }

  /**
   * Looks again each time: the library would keep what it once found, also where a provider has
   * refused it since.
   */
  private AwsCredentials base() {
    if (config.keys() != null) {
      return credentials(config.keys());
    }
    if (config.profile() != null) {
      try (var profile = ProfileCredentialsProvider.create(config.profile())) {
        return profile.resolveCredentials();
      }
    }
    try (var chain = DefaultCredentialsProvider.builder().build()) {
      return chain.resolveCredentials();
    }
  }

  private static AwsCredentials credentials(AwsConfig.Keys keys) {
    String session = keys.sessionToken();
    return session == null
        ? AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey())
        : AwsSessionCredentials.create(keys.accessKeyId(), keys.secretAccessKey(), session);
  }

  /** The library counts the end by the wall clock; only what is left of it is used. */
  @Override
  public Fetched<AwsCredentialsIdentity> fetch() {
    AwsConfig.Role role = config.role();
    return role == null ? fetched(base()) : assumed(role);
  }

  private static Fetched<AwsCredentialsIdentity> fetched(AwsCredentials found) {
    Instant end = found.expirationTime().orElse(null);
    return end == null
        ? Fetched.lasting(found, LOOK_AGAIN)
        : Fetched.expiring(found, Duration.between(Instant.now(), end));
  }

  private Fetched<AwsCredentialsIdentity> assumed(AwsConfig.Role role) {
    AssumeRoleRequest.Builder request =
        AssumeRoleRequest.builder().roleArn(role.arn()).roleSessionName(SESSION);
    if (role.externalId() != null) {
      request.externalId(role.externalId());
    }
    Credentials issued;
    try (StsClient sts = sts()) {
      issued = sts.assumeRole(request.build()).credentials();
    }
    return Fetched.expiring(
        AwsSessionCredentialsIdentity.create(
            issued.accessKeyId(), issued.secretAccessKey(), issued.sessionToken()),
        Duration.between(Instant.now(), issued.expiration()));
  }

  private StsClient sts() {
    StsClientBuilder builder =
        StsClient.builder()
            .region(Region.of(config.region()))
            .credentialsProvider(StaticCredentialsProvider.create(base()))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(READ));
    if (config.sts() != null) {
      builder.endpointOverride(config.sts());
    }
    return builder.build();
  }

  @Override
  public String toString() {
    return "AwsSignIn[***]";
  }

  /** What of {@code keys} nobody else may see, or null where there are none. */
  static @Nullable String session(AwsCredentialsIdentity keys) {
    return keys instanceof AwsSessionCredentialsIdentity session ? session.sessionToken() : null;
  }
}

package dev.isthmus.server.credential;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How to come by Amazon's access keys.
 *
 * @param keys given outright, or null
 * @param profile in the machine's own files, or null; where both are null, the usual chain is
 *     asked: environment, web identity (IRSA), profile, container and instance
 * @param role to assume with what was found, or null
 * @param region whose token service is asked for a role
 * @param sts the address of that service where it is not the usual one
 */
public record AwsConfig(
    @Nullable Keys keys,
    @Nullable String profile,
    @Nullable Role role,
    String region,
    @Nullable URI sts) {

  /** Access keys. Prints without what is secret. */
  public record Keys(String accessKeyId, String secretAccessKey, @Nullable String sessionToken) {

    @Override
    public String toString() {
      return "Keys[***]";
    }
  }

  /** A role of another account, or of one's own with fewer rights. */
  public record Role(String arn, @Nullable String externalId) {}
}

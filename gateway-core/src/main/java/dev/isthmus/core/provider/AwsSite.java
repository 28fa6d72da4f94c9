package dev.isthmus.core.provider;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the services of Amazon have in common: a region, in hosts and in signatures. */
public final class AwsSite {
  /** The setting that names the region. */
  public static final String REGION = "aws_region";

  public static final List<Setting> SETTINGS =
      List.of(
          Setting.required(
              REGION,
              "[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}",
              "a region such as eu-central-1",
              "Whose endpoint answers and which signatures name; also the region."));

  /** A key of the service itself is shown as a bearer; access keys sign. */
  public static final Set<SignIn> SIGN_INS = EnumSet.of(SignIn.AWS, SignIn.API_KEY);

  private AwsSite() {}

  /** {@code https://HOST.REGION.amazonaws.com}, in China under another name. */
  public static URI usualEndpoint(String host, Map<String, String> settings) {
    String region = settings.getOrDefault(REGION, "us-east-1");
    String domain = region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
    return URI.create("https://" + host + "." + region + domain);
  }

  /**
   * Signs for {@code service}, or shows its key.
   *
   * @throws IllegalArgumentException where configuration gives neither
   */
  public static Authenticator authenticator(Site site, String service) {
    Site.Credential credential = site.credential();
    if (credential.signer() != null) {
      return new SigningAuth(
          credential.signer(), new RequestSigner.Scope(site.required(REGION), service));
    }
    if (credential.key() != null) {
      return KeyAuth.bearer(credential.key());
    }
    throw new IllegalArgumentException("credential: missing (expected: aws or api_key)");
  }
}

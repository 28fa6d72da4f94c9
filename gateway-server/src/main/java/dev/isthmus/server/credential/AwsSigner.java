package dev.isthmus.server.credential;

import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.provider.Echo;
import dev.isthmus.core.provider.RequestSigner;
import dev.isthmus.core.provider.Unsigned;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Signs requests by Amazon's Signature Version 4, through Amazon's own library, over the very bytes
 * that go out. The digest of a body is taken on the event loop, for each attempt anew: ten
 * milliseconds for a megabyte without the processor's help, one with it.
 *
 * <p>Threads: any; never waits. Source: AWS SDK for Java 2, http-auth-aws.
 */
public final class AwsSigner implements RequestSigner {
  /** What the wire writes itself. */
  private static final Set<String> WRITTEN = Set.of("host", "content-type", "content-length");

  private final RefreshedToken<AwsCredentialsIdentity> keys;
  private final Clock clock;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private volatile @Nullable AwsCredentialsIdentity shown;

  /**
   * @param clock wall-clock time: a signature holds for some minutes
   */
  public AwsSigner(RefreshedToken<AwsCredentialsIdentity> keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Signs with keys that {@code keeper} keeps.
   *
   * @param before whose keys serve until the first ones come; null where nobody's do
   */
  public static AwsSigner kept(
      CredentialKeeper keeper,
      String name,
      AwsConfig config,
      @Nullable AwsSigner before,
      Clock clock) {
    AwsSignIn signIn = new AwsSignIn(config);
    RefreshedToken<AwsCredentialsIdentity> keys =
        signIn.isAtHand()
            ? keeper.keepAtHand(name, signIn)
            : keeper.keep(name, signIn, before == null ? null : before.keys);
    return new AwsSigner(keys, clock);
  }

  /** What it signs with. */
  public RefreshedToken<AwsCredentialsIdentity> keys() {
    return keys;
  }

  @Override
  public boolean isReady() {
    return keys.current() != null;
  }

  @Override
  public void sign(Unsigned request, Scope scope, HeaderSink headers) {
    AwsCredentialsIdentity identity = keys.current();
    if (identity == null) {
      return;
    }
    shown = identity;
    SignedRequest signed =
        signer.sign(
            to ->
                to.identity(identity)
                    .request(request(request))
                    .payload(() -> new ByteBufInputStream(request.body().duplicate()))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, scope.service())
                    .putProperty(AwsV4HttpSigner.REGION_NAME, scope.region())
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock));
    for (Map.Entry<String, List<String>> field : signed.request().headers().entrySet()) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!WRITTEN.contains(name)) {
        field.getValue().forEach(value -> headers.add(name, value));
      }
    }
  }

  private static SdkHttpRequest request(Unsigned request) {
    String scheme = request.address().tls() ? "https://" : "http://";
    return SdkHttpRequest.builder()
        .method(SdkHttpMethod.fromValue(request.method()))
        .uri(URI.create(scheme + request.address().authority() + request.path()))
        .putHeader("host", request.address().authority())
        .putHeader("content-type", request.contentType())
        .build();
  }

  @Override
  public void refused() {
    keys.invalidate();
  }

  @Override
  public boolean isQuotedIn(ByteBuf text) {
    AwsCredentialsIdentity last = shown;
    if (last == null) {
      return false;
    }
    String session = AwsSignIn.session(last);
    return Echo.isIn(text, last.secretAccessKey())
        || Echo.isIn(text, last.accessKeyId())
        || (session != null && Echo.isIn(text, session));
  }

  @Override
  public String toString() {
    return "AwsSigner[***]";
  }
}

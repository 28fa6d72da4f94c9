package dev.isthmus.core.provider;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A container's refusal as SageMaker tells of it, without what SageMaker says around it, which
 * names the account and the endpoint.
 *
 * @param status what the container answered; −1 where that is not said
 * @param body what it said, of whatever shape, or null
 */
record ContainerError(long status, @Nullable String body) {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_BODY_BYTES = 4096;
  private static final JsonPaths PATHS =
      JsonPaths.builder()
          .path("OriginalStatusCode", "originalStatusCode")
          .captured("OriginalMessage", MAX_BODY_BYTES)
          .captured("error", MAX_BODY_BYTES)
          .build();
  private static final int STATUS = PATHS.id("OriginalStatusCode");
  private static final int BEDROCKS_STATUS = PATHS.id("originalStatusCode");
  private static final int BODY = PATHS.id("OriginalMessage");
  private static final int TEXT = PATHS.id("error");

  /** Borrows {@code bytes}. */
  static ContainerError read(ByteBuf bytes) {
    JsonScanner scanner = scan(bytes);
    long status = Math.max(scanner.longValue(STATUS), scanner.longValue(BEDROCKS_STATUS));
    return new ContainerError(Math.max(-1, status), scanner.text(BODY));
  }

  /** Whether the status says more than that the container failed. */
  boolean isTelling() {
    return status == 400
        || status == 404
        || status == 413
        || status == 422
        || status == 429
        || status == 503;
  }

  /** The container's own words in any of the usual shapes, or as TGI's plain text; or null. */
  @Nullable String words() {
    if (body == null) {
      return null;
    }
    ByteBuf bytes = Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8));
    String message = ErrorBody.read(bytes).message();
    return message == null ? scan(bytes).text(TEXT) : message;
  }

  private static JsonScanner scan(ByteBuf bytes) {
    JsonScanner scanner = new JsonScanner(PATHS, MAX_DEPTH);
    scanner.feed(bytes);
    return scanner;
  }
}

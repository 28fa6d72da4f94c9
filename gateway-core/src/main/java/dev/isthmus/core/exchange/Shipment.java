package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.route.Deployment;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as one deployment wants it, and the way back for its answer.
 *
 * @param asItCame whether request and answer pass untranslated
 * @param body owned
 * @param dropped fields of the request that the deployment has no word for
 * @param trouble why it cannot be sent, or null
 */
record Shipment(
    Deployment deployment,
    boolean asItCame,
    ByteBuf body,
    String contentType,
    Relay relay,
    List<String> dropped,
    @Nullable Failure trouble) {

  /** Lets go of what was never sent. */
  void release() {
    body.release();
    relay.release();
  }
}

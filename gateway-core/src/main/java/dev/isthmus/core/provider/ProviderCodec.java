package dev.isthmus.core.provider;

import dev.isthmus.core.bytes.Splice;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.Marks;
import io.netty.buffer.ByteBuf;

/** How a deployment differs from the dialect it speaks. Threads: any; immutable. */
public interface ProviderCodec {

  /** The dialect of its requests and answers. */
  Dialect dialect();

  /** Notes the edits that make a request of the same dialect fit this deployment. */
  void splice(CallFacts facts, Marks marks, Splice splice);

  /**
   * Reads what a refusal means.
   *
   * @param status 300 or more
   * @param body borrowed; at most 64 KiB of it, whatever it holds
   */
  Failure readFailure(int status, HeaderView headers, ByteBuf body);

  /**
   * Whether the body of this failure may go to a caller of the same dialect as it came. Only for
   * failures that are the caller's own.
   */
  boolean passesErrorBody(Failure failure, ByteBuf body);

  /** Reads rate limits from any answer's head; {@link LimitReport#NONE} where it has none. */
  LimitReport readLimits(int status, HeaderView headers);
}

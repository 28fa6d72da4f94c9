package dev.isthmus.core.provider;

import dev.isthmus.core.bytes.Splice;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.dialect.Marks;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** How a deployment differs from the dialect it speaks. Threads: any; immutable. */
public interface ProviderCodec {

  /** The name of the dialect of its requests and answers. */
  String dialect();

  /** Which form of that dialect translated requests are written in; mostly there is but one. */
  default String side() {
    return dialect();
  }

  /** The name that the provider knows the model by. */
  String model();

  /** Whether operators name its models as they like, so that {@link #model} tells nothing. */
  default boolean operatorsNameModels() {
    return false;
  }

  /**
   * Whether a call that names no maximum of tokens is held against the limits with the model's own,
   * however short its answer turns out to be.
   */
  default boolean reservesMost() {
    return false;
  }

  /** What the answer of a stream says its content type is. */
  default String streamType() {
    return "text/event-stream";
  }

  /** What the request says it wants back. */
  default String accepts(boolean stream) {
    return stream ? streamType() : "application/json";
  }

  /**
   * Whether a good status with this content type heads an answer; a web page does not.
   *
   * @param contentType lower case; empty where the head names none
   */
  default boolean isAnswer(String contentType, boolean stream) {
    return contentType.isEmpty()
        || contentType.startsWith(stream ? streamType() : "application/json");
  }

  /**
   * Adds headers that the provider wants beside those of every request.
   *
   * @param caller the caller's headers where it speaks the provider's dialect, else null
   */
  default void addHeaders(@Nullable HeaderView caller, HeaderSink headers) {}

  /** Notes the edits that make a request of the same dialect fit this deployment. */
  default void splice(CallFacts facts, Marks marks, Splice splice) {}

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

  /**
   * The provider's own words about a fault of the caller, or null; they may hold the caller's words
   * and are for nobody else.
   */
  @Nullable String message(ByteBuf body);

  /** Reads rate limits from any answer's head; {@link LimitReport#NONE} where it has none. */
  LimitReport readLimits(int status, HeaderView headers);
}

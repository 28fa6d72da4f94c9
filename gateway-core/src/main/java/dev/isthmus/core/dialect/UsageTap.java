package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.ByteRanges;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Watches one answer go by, changes nothing, keeps nothing of what it borrows.
 *
 * <p>Indices are those of the part seen last. An event that began in an earlier part and was not
 * over there is called the <em>tail</em>; whoever holds the tail's bytes is not the tap.
 *
 * <p>Threads: one event loop. Allocation: none per part.
 */
public interface UsageTap {

  /** The answer's head came, and it is a good one; the view holds only during this call. */
  default void head(HeaderView headers) {}

  /** Borrows {@code part} and reads all of it by index, moving no reader index. */
  @HotPath
  void see(ByteBuf part);

  /** The answer's body ended as its framing said it would. */
  void end();

  /** Whether an event with content was seen: text, a tool call, a refusal, a vector. */
  boolean contentSeen();

  /** The error that the provider put into the answer, or null. */
  @Nullable Failure error();

  /**
   * Whether the answer said that it is over (an end mark, a finish reason, a whole document). An
   * answer that ends before that was cut off.
   */
  boolean complete();

  /**
   * Index after the last whole event of the part seen last, or −1 where no event ended in it. A
   * plain document has no events: all of the part counts as whole.
   */
  int wholeUntil();

  /**
   * Index at which the part's useful bytes end: after the end mark nothing passes, and nothing from
   * the start of the event on that set {@link #error}. Otherwise the part's writer index.
   */
  int usefulUntil();

  /**
   * Start of the usage event to leave out; equal to {@link #dropEnd} where there is none; −1 where
   * the event began in the tail.
   */
  int dropStart();

  /** End of the usage event to leave out. */
  int dropEnd();

  /**
   * The values in the part seen last that are to be overwritten with {@code null}, as the caller
   * did not ask for them; each has room for it. Where one begins before the part's reader index,
   * those bytes are the last ones of the tail. Borrowed until the next part.
   */
  ByteRanges hidden();

  /**
   * Where in the part seen last the text of an id of a stored response begins: empty ranges, in
   * order, none of them before the part. Borrowed until the next part.
   */
  ByteRanges responseIds();

  /**
   * What the provider counted, or null where it has not said. It is not {@linkplain Usage#reported
   * reported} as long as it counts only a part of the output.
   */
  @Nullable Usage usage();

  /** Bytes of content seen so far: the ground for an estimate where usage never comes. */
  long contentBytes();

  /** Lets go of the tap, which may then watch another answer; it is not asked again. */
  default void release() {}
}

package dev.isthmus.server.upstream;

import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.HotPath;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1.1 answers, one after another on one connection, and takes no body byte itself: it
 * says how many of the next bytes are body, and its caller passes them on.
 *
 * <p>Use: {@link #start} before each answer, then {@link #next} until it says MORE, END or BAD.
 * After BODY the caller takes {@link #part} bytes out before it asks again. Threads: one.
 * Allocation: none per part of a body. Source: RFC 9112.
 */
final class ResponseParser {

  /** Interim answers before the final one. */
  static final int MAX_INTERIM = 10;

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int FIRST_FINAL_STATUS = 200;

  private enum State {
    HEAD,
    LENGTH,
    CHUNKS,
    UNTIL_CLOSE,
    ENDED,
    BAD
  }

  /** The one that arrives, or has arrived and is being looked at. */
  private @Nullable ResponseHead head;

  private final ChunkFraming chunks = new ChunkFraming();
  private State state = State.ENDED;
  private Framing framing = new Framing(0, true, null);
  private long remaining;
  private int part;
  private int status;
  private int interim;
  private boolean toHeadRequest;
  private String problem = "";

  /** Gets ready for the next answer. */
  void start(boolean toHeadRequest) {
    this.toHeadRequest = toHeadRequest;
    state = State.HEAD;
    status = 0;
    interim = 0;
    dropHead();
    chunks.reset();
  }

  /** Whether any byte of the answer has come. */
  boolean isBegun() {
    return state != State.HEAD || interim > 0 || head != null;
  }

  /** Of the head read last. */
  int status() {
    return status;
  }

  /** The final head, until the next {@link #next}. */
  HeaderView headers() {
    if (head == null) {
      throw new IllegalStateException("headers: none (expected: a head that was just read)");
    }
    return head;
  }

  /** Whether the connection may be used again, once the answer ended. */
  boolean keepsAlive() {
    return state == State.ENDED && framing.keepAlive();
  }

  /** What was wrong, after BAD. */
  String problem() {
    return problem;
  }

  /** How many of the next readable bytes are body, after BODY. */
  int part() {
    return part;
  }

  /**
   * Whether {@code in} holds the {@link #part} and then the end of its chunk alone, which counts as
   * read: whoever takes the part may have all of {@code in}. Borrows it.
   */
  @HotPath
  boolean endsWithPart(ByteBuf in) {
    return part == in.readableBytes() || (state == State.CHUNKS && chunks.endsWith(in));
  }

  /** Borrows {@code in} and moves its reader index over whatever is not body. */
  @HotPath
  Step next(ByteBuf in) {
    if (state != State.HEAD) {
      dropHead();
    }
    return switch (state) {
      case HEAD -> in.isReadable() ? head(in) : Step.MORE;
      case LENGTH -> length(in);
      case CHUNKS -> chunk(in);
      case UNTIL_CLOSE -> in.isReadable() ? body(in.readableBytes()) : Step.MORE;
      case ENDED -> in.isReadable() ? bad("bytes after the end of the answer") : Step.END;
      case BAD -> Step.BAD;
    };
  }

  /**
   * The connection ended: END where that ends the answer too, otherwise BAD.
   *
   * @param clean whether the peer meant to end here, as far as the wire can tell
   */
  Step endOfInput(boolean clean) {
    if (state == State.UNTIL_CLOSE && clean) {
      state = State.ENDED;
    }
    return state == State.ENDED ? Step.END : Step.BAD;
  }

  private void dropHead() {
    if (head != null) {
      head.release();
      head = null;
    }
  }

  private Step head(ByteBuf in) {
    ResponseHead arriving = head == null ? ResponseHead.take() : head;
    head = arriving;
    Step step = arriving.read(in);
    if (step == Step.BAD) {
      return bad("a head that breaks its grammar, or is over 64 KiB or 200 fields");
    }
    if (step == Step.MORE) {
      return step;
    }
    status = arriving.status();
    return status < FIRST_FINAL_STATUS ? interim(arriving, in) : last(arriving);
  }

  private Step interim(ResponseHead whole, ByteBuf in) {
    if (status == SWITCHING_PROTOCOLS) {
      return bad("101 although no upgrade was asked for");
    }
    if (++interim > MAX_INTERIM) {
      return bad("more than " + MAX_INTERIM + " interim answers");
    }
    if (whole.find("transfer-encoding", 0) >= 0 || whole.find("content-length", 0) >= 0) {
      return bad("an interim answer with a body");
    }
    dropHead();
    return next(in);
  }

  private Step last(ResponseHead whole) {
    framing = Framing.of(whole, toHeadRequest);
    if (framing.problem() != null) {
      return bad(framing.problem());
    }
    remaining = framing.length();
    state =
        remaining == Framing.CHUNKED
            ? State.CHUNKS
            : remaining == Framing.UNTIL_CLOSE
                ? State.UNTIL_CLOSE
                : remaining == 0 ? State.ENDED : State.LENGTH;
    return Step.HEAD;
  }

  private Step length(ByteBuf in) {
    if (!in.isReadable()) {
      return Step.MORE;
    }
    int count = (int) Math.min(remaining, in.readableBytes());
    remaining -= count;
    if (remaining == 0) {
      state = State.ENDED;
    }
    return body(count);
  }

  private Step chunk(ByteBuf in) {
    Step step = chunks.next(in);
    if (step == Step.BODY) {
      return body(chunks.part());
    }
    if (step == Step.BAD) {
      return bad("broken chunks");
    }
    if (step == Step.END) {
      state = State.ENDED;
      return next(in);
    }
    return step;
  }

  private Step body(int count) {
    part = count;
    return Step.BODY;
  }

  private Step bad(String what) {
    state = State.BAD;
    problem = what;
    return Step.BAD;
  }
}

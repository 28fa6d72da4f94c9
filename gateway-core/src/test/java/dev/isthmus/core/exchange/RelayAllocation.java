package dev.isthmus.core.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isthmus.core.bytes.AllocationMeter;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.openai.OpenAiDialect;
import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * A stream that is under way: ready buffers go in at the upstream's port and come out at the
 * downstream's, through attempt and tap. Also a program of its own, for other virtual machines.
 */
final class RelayAllocation {
  static final int CHUNKS = 100_000;

  private final Bench bench = Bench.of("a");
  private final Sink sink;
  private final Inbound inbound;
  private final Upstream.Listener listener;
  private final ByteBuf chunk = AllocationMeter.direct(Bench.HEL.getBytes(UTF_8));

  /** Lets go of what comes, and allocates only if it is told to. */
  private static final class Sink implements Downstream {
    private final boolean allocates;
    private long bytes;
    private Object last = "";

    Sink(boolean allocates) {
      this.allocates = allocates;
    }

    @Override
    public void head(int status, long contentLength, HeaderSource headers) {}

    @Override
    public void body(ByteBuf body) {
      bytes += body.readableBytes();
      if (allocates) {
        last = new byte[1];
      }
      body.release();
    }

    @Override
    public void flush() {}

    @Override
    public void end() {}

    @Override
    public void abort() {}

    @Override
    public boolean isWritable() {
      return last != null;
    }

    @Override
    public void readBody(boolean on) {}
  }

  RelayAllocation(boolean planted) {
    sink = new Sink(planted);
    RequestHead head =
        new RequestHead(
            Operation.CHAT,
            new OpenAiDialect(),
            null,
            ScriptedUpstream.view(Map.of("api-key", Bench.KEY)),
            -1,
            "req-1");
    inbound = bench.lane().open(head, sink);
    inbound.onBody(bench.buffer(Bench.STREAM));
    inbound.onBodyEnd();
    listener = bench.upstream.last().stream().body(Bench.HEL).listener();
  }

  /** Bytes allocated for {@value #CHUNKS} chunks; the call ends with it. */
  long bytes() {
    long bytes = AllocationMeter.bytes(this::relay);
    inbound.onHangUp();
    chunk.release();
    return bytes;
  }

  /** Passes on one chunk, and answers how many bytes have come out. */
  long chunk() {
    listener.onBody(chunk.retain());
    listener.onBatchEnd();
    return sink.bytes;
  }

  private void relay() {
    long before = sink.bytes;
    for (int i = 0; i < CHUNKS; i++) {
      listener.onBody(chunk.retain());
      if ((i & 7) == 7) {
        listener.onBatchEnd();
      }
    }
    if (sink.bytes - before != (long) CHUNKS * chunk.readableBytes()) {
      throw new AssertionError("bytes: " + (sink.bytes - before));
    }
  }

  /** Exits with 1 where anything was allocated. */
  public static void main(String[] args) {
    long bytes = new RelayAllocation(args.length > 0).bytes();
    System.out.println(bytes + " bytes");
    System.exit(bytes == 0 ? 0 : 1);
  }
}

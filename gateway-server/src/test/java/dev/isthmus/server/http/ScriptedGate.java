package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.exchange.CallGate;
import dev.isthmus.core.exchange.Downstream;
import dev.isthmus.core.exchange.Inbound;
import dev.isthmus.core.exchange.RequestHead;
import dev.isthmus.core.exchange.Unwanted;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An engine that knows one key, keeps what it got, and answers 200 with a fixed body, or leaves the
 * answer to the test where the request carries {@code x-by-hand}.
 */
final class ScriptedGate implements CallGate {
  static final String KEY = "Bearer sk-test-A";
  static final String ANSWER = "{\"ok\":true}";

  final List<Call> calls = new CopyOnWriteArrayList<>();
  final BlockingQueue<Call> started = new LinkedBlockingQueue<>();
  private final EventLoop loop;

  ScriptedGate(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public Inbound open(RequestHead head, Downstream downstream) {
    if (!KEY.equals(head.headers().get("authorization"))) {
      answer(downstream, 401, ANSWER);
      return Unwanted.INSTANCE;
    }
    Call call = new Call(head, downstream, loop);
    calls.add(call);
    started.add(call);
    return call;
  }

  @Override
  public void listModels(
      Dialect dialect,
      HeaderView headers,
      @Nullable String model,
      String requestId,
      Downstream downstream) {
    boolean known = KEY.equals(headers.get("authorization")) || headers.get("x-by-hand") == null;
    answer(downstream, known ? 200 : 401, model == null ? ANSWER : model);
  }

  /** The next call that begins. */
  Call next() throws InterruptedException {
    Call call = started.poll(5, TimeUnit.SECONDS);
    if (call == null) {
      throw new AssertionError("no call began");
    }
    return call;
  }

  static void answer(Downstream downstream, int status, String body) {
    downstream.head(status, body.length(), sink -> sink.add("content-type", "application/json"));
    downstream.body(Unpooled.copiedBuffer(body, ISO_8859_1));
    downstream.end();
  }

  /** One call, as the engine saw it. */
  static final class Call implements Inbound {
    final RequestHead head;

    /** As they were when the call began: the head's own are gone once the answer is over. */
    final Map<String, String> headers = new HashMap<>();

    final Downstream downstream;
    final CompletableFuture<String> body = new CompletableFuture<>();
    final CompletableFuture<Failure> failed = new CompletableFuture<>();
    final CompletableFuture<Failure> cut = new CompletableFuture<>();
    final CompletableFuture<Long> hungUp = new CompletableFuture<>();
    final BlockingQueue<Boolean> writable = new LinkedBlockingQueue<>();
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    volatile boolean pauseAtFirstPart;
    private final EventLoop loop;
    private final boolean byHand;

    Call(RequestHead head, Downstream downstream, EventLoop loop) {
      this.head = head;
      this.downstream = downstream;
      this.loop = loop;
      head.headers().forEach(headers::put);
      this.byHand = headers.containsKey("x-by-hand");
    }

    /** Does something with the answer, on the call's loop, and waits until it is done. */
    void run(Consumer<Downstream> action) throws Exception {
      loop.submit(() -> action.accept(downstream)).get(5, TimeUnit.SECONDS);
    }

    @Override
    public boolean wantsBody() {
      return true;
    }

    @Override
    public void onBody(ByteBuf part) {
      byte[] bytes = new byte[part.readableBytes()];
      part.readBytes(bytes);
      part.release();
      received.writeBytes(bytes);
      if (pauseAtFirstPart) {
        downstream.readBody(false);
      }
    }

    @Override
    public void onBodyEnd() {
      body.complete(received.toString(ISO_8859_1));
      if (!byHand) {
        answer(downstream, 200, ANSWER);
      }
    }

    @Override
    public void onBodyFailure(Failure failure) {
      failed.complete(failure);
    }

    @Override
    public void onCut(Failure why) {
      cut.complete(why);
      downstream.abort();
    }

    @Override
    public void onHangUp() {
      hungUp.complete(System.nanoTime());
    }

    @Override
    public void onWritable() {
      writable.add(true);
    }
  }
}

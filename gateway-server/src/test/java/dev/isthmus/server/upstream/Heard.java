package dev.isthmus.server.upstream;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.exchange.Upstream;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Listens to one call, on the loop, and tells the test. */
final class Heard implements Upstream.Listener {

  final AtomicReference<Upstream.@Nullable Call> call = new AtomicReference<>();
  final CompletableFuture<String> over = new CompletableFuture<>();
  final CompletableFuture<Integer> head = new CompletableFuture<>();
  final BlockingQueue<String> steps = new LinkedBlockingQueue<>();
  final List<String> order = new CopyOnWriteArrayList<>();
  final Map<String, String> headers = new TreeMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final boolean greedy;
  volatile @Nullable Failure failure;
  volatile int status;
  volatile boolean insideSend;

  /** With {@code greedy} every batch is followed by a wish for the next. */
  Heard(boolean greedy) {
    this.greedy = greedy;
  }

  private void note(String step) {
    if (insideSend) {
      over.completeExceptionally(new AssertionError(step + " inside send"));
    }
    order.add(step);
    steps.add(step);
  }

  @Override
  public void onSent() {
    note("sent");
  }

  @Override
  public void onHead(int code, HeaderView view) {
    status = code;
    view.forEach(headers::put);
    note("head");
    head.complete(code);
    read();
  }

  @Override
  public void onBody(ByteBuf part) {
    byte[] copy = new byte[part.readableBytes()];
    part.readBytes(copy);
    part.release();
    synchronized (body) {
      body.writeBytes(copy);
    }
    note("body");
  }

  @Override
  public void onBatchEnd() {
    note("batch");
    read();
  }

  private void read() {
    Upstream.Call current = call.get();
    if (greedy && current != null) {
      current.read();
    }
  }

  @Override
  public void onEnd() {
    note("end");
    over.complete("end");
  }

  @Override
  public void onFailure(Failure why) {
    failure = why;
    note("failure");
    over.complete(why.kind() + " " + why.retry());
  }

  String body() {
    synchronized (body) {
      return body.toString(StandardCharsets.ISO_8859_1);
    }
  }

  int bodyBytes() {
    synchronized (body) {
      return body.size();
    }
  }

  String await() {
    try {
      return over.get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no end; heard " + order, e);
    }
  }

  void awaitStep(String step) throws InterruptedException {
    while (true) {
      String next = steps.poll(5, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no " + step + "; heard " + order);
      }
      if (next.equals(step)) {
        return;
      }
    }
  }
}

package dev.isthmus.core.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Providers whose every word a test says. */
final class ScriptedUpstream implements Upstream {
  private final ByteBufAllocator allocator;
  final List<Sent> calls = new ArrayList<>();

  ScriptedUpstream(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  @Override
  public Call send(Request request, Listener listener) {
    Sent sent = new Sent(request, listener);
    calls.add(sent);
    return sent;
  }

  Sent last() {
    return calls.get(calls.size() - 1);
  }

  /** One request, and the provider's side of it; keeps quiet after a cancel, as the port asks. */
  final class Sent implements Call {
    final Request request;
    final Map<String, String> headers = new HashMap<>();
    final String body;
    private final Listener listener;
    private boolean held = true;
    boolean cancelled;
    boolean over;
    boolean headed;
    int reads;

    Sent(Request request, Listener listener) {
      this.request = request;
      this.listener = listener;
      this.body = request.body().toString(UTF_8);
      request.headers().copyTo(headers::put);
    }

    @Override
    public void read() {
      reads++;
    }

    @Override
    public void cancel() {
      cancelled |= !over;
      letGo();
    }

    private void letGo() {
      over = true;
      if (held) {
        held = false;
        request.body().release();
      }
    }

    Listener listener() {
      return listener;
    }

    String host() {
      return request.address().host();
    }

    Sent sent() {
      if (!over) {
        listener.onSent();
      }
      return this;
    }

    Sent head(int status, String... namesAndValues) {
      headed = true;
      if (!over) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
          map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        listener.onHead(status, view(map));
      }
      return this;
    }

    /** Sent, and a good head. */
    Sent stream() {
      return sent().head(200, "content-type", "text/event-stream");
    }

    /** Sent, and a good head. */
    Sent document() {
      return sent().head(200, "content-type", "application/json");
    }

    Sent body(String text) {
      byte[] bytes = text.getBytes(UTF_8);
      return body(allocator.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes));
    }

    Sent body(ByteBuf bytes) {
      if (over) {
        bytes.release();
        return this;
      }
      listener.onBody(bytes);
      if (!over) {
        listener.onBatchEnd();
      }
      return this;
    }

    void end() {
      if (!over) {
        letGo();
        listener.onEnd();
      }
    }

    void fail(Failure failure) {
      if (!over) {
        letGo();
        listener.onFailure(failure);
      }
    }

    void refuse(int status, String body, String... headers) {
      String[] all = new String[headers.length + 2];
      System.arraycopy(headers, 0, all, 0, headers.length);
      all[headers.length] = "content-type";
      all[headers.length + 1] = "application/json";
      sent().head(status, all).body(body).end();
    }

    void reset() {
      fail(
          Failure.ofProvider(
              FailureKind.RESET, Failure.Retry.UNANSWERED, "the connection was reset"));
    }

    void unreachable() {
      fail(Failure.ofProvider(FailureKind.CONNECT, Failure.Retry.UNSENT, "nobody is there"));
    }
  }

  static HeaderView view(Map<String, String> map) {
    return new HeaderView() {
      @Override
      public @Nullable String get(String name) {
        return map.get(name);
      }

      @Override
      public void forEach(BiConsumer<String, String> visitor) {
        map.forEach(visitor);
      }
    };
  }
}

package dev.isthmus.load.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.isthmus.load.measure.StubProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What happens between the calls that go well, again and again while lessons are given: callers
 * that leave before they are answered or in the middle of it, that come for one call, in pieces or
 * with nonsense; providers that hang up, and that fail.
 *
 * <p>Without it the JVM takes for granted that nothing of this exists, compiles for that, and
 * throws most of a call's code away at the first caller who leaves: a second of a compiler's time
 * and as much of slower calls, when a busy gateway needs it least. Threads: one of its own.
 */
final class Interludes {
  private static final int PAUSE_MILLIS = 20;
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int PIECES = 6;
  private static final int PIECE_MILLIS = 2;

  /** Always the same, as of a prompt that providers' caches know; 24 KB. */
  private static final String LONG = ", and tell me about isthmuses.".repeat(800);

  /** Interludes between two times that all providers' connections end. */
  private static final int QUIET = 100;

  /** What {@link #leaveTheStream} leaves for a moment. */
  private static final int FEW_STREAMS = 4;

  private final URI gateway;
  private final StubProvider stub;
  private final List<Interlude> all =
      List.of(
          this::leaveBeforeTheAnswer,
          this::leaveInTheBody,
          this::leaveTheStream,
          this::comeForOneCall,
          this::comeInPieces,
          this::askTwoAtOnce,
          this::askAtLength,
          this::askNonsense,
          this::askWhoFails);
  private final Thread thread = new Thread(this::run, "interludes");
  private volatile boolean ended;

  private interface Interlude {
    void play() throws IOException, InterruptedException;
  }

  private Interludes(URI gateway, StubProvider stub) {
    this.gateway = gateway;
    this.stub = stub;
    thread.setDaemon(true);
  }

  static Interludes start(URI gateway, StubProvider stub) {
    Interludes interludes = new Interludes(gateway, stub);
    interludes.thread.start();
    return interludes;
  }

  private void run() {
    try {
      // A short training has each of them once, too.
      for (int i = 0; !ended || i < all.size(); i++) {
        play(all.get(i % all.size()));
        // Streams take two seconds, and few would end well if all of them were broken so often.
        if (i % QUIET == QUIET - 1 && stub.open() <= FEW_STREAMS) {
          stub.hangUp();
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void play(Interlude interlude) throws InterruptedException {
    try {
      interlude.play();
    } catch (IOException e) {
      // A connection that ends early is part of the play; whether calls go well, lessons find out.
    }
  }

  private void leaveBeforeTheAnswer() throws IOException {
    try (Socket caller = connect()) {
      say(caller, call("many", false, ""));
    }
  }

  private void leaveInTheBody() throws IOException {
    try (Socket caller = connect()) {
      String call = call("many", false, "");
      say(caller, call.substring(0, call.length() - 10));
    }
  }

  private void leaveTheStream() throws IOException {
    try (Socket caller = connect()) {
      say(caller, call("many", true, ""));
      InputStream answer = caller.getInputStream();
      answer.read();
      answer.skipNBytes(answer.available());
      answer.read();
    }
  }

  private void comeForOneCall() throws IOException {
    try (Socket caller = connect()) {
      say(caller, call("many", false, "connection: close\r\nx-lab-note: one\r\n"));
      caller.getInputStream().readAllBytes();
    }
  }

  private void comeInPieces() throws IOException, InterruptedException {
    try (Socket caller = connect()) {
      String call = call("many", false, "connection: close\r\n", LONG);
      int piece = call.length() / PIECES + 1;
      for (int from = 0; from < call.length(); from += piece) {
        say(caller, call.substring(from, Math.min(call.length(), from + piece)));
        TimeUnit.MILLISECONDS.sleep(PIECE_MILLIS);
      }
      caller.getInputStream().readAllBytes();
    }
  }

  private void askTwoAtOnce() throws IOException {
    askTwice("");
  }

  private void askAtLength() throws IOException {
    askTwice(LONG);
  }

  private void askTwice(String more) throws IOException {
    try (Socket caller = connect()) {
      say(
          caller,
          call("many", false, "", more) + call("many", false, "connection: close\r\n", more));
      caller.getInputStream().readAllBytes();
    }
  }

  private void askNonsense() throws IOException {
    try (Socket caller = connect()) {
      say(caller, "GET / HTTP/9.9\r\n\r\n");
      caller.getInputStream().readAllBytes();
    }
  }

  private void askWhoFails() throws IOException {
    try (Socket caller = connect()) {
      say(caller, call("failing", false, "") + call("failing", true, "connection: close\r\n"));
      caller.getInputStream().readAllBytes();
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(gateway.getHost(), gateway.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void say(Socket caller, String words) throws IOException {
    OutputStream out = caller.getOutputStream();
    out.write(words.getBytes(US_ASCII));
    out.flush();
  }

  private static String call(String model, boolean stream, String headers) {
    return call(model, stream, headers, "");
  }

  private static String call(String model, boolean stream, String headers, String more) {
    String body =
        "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"Hello%s\"}]}"
            .formatted(model, stream, more);
    return ("POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\n"
            + "authorization: Bearer %s\r\ncontent-type: application/json\r\n%scontent-length: %d\r\n\r\n%s")
        .formatted(TrainingGround.KEY, headers, body.length(), body);
  }

  /** Waits for the one that is played. */
  void end() throws InterruptedException {
    ended = true;
    thread.join();
  }
}

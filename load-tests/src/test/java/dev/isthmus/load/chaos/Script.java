package dev.isthmus.load.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a {@link FakeUpstream} does on one connection, step by step. Immutable. */
public final class Script {

  /** One step. */
  sealed interface Step {
    /** Waits until a whole request has come: its head, and a body of the length it declares. */
    record ReadRequest() implements Step {}

    /** {@code text} has one character for each byte. */
    record Send(String text, int slice) implements Step {}

    record Pause(Duration time) implements Step {}

    /** Waits until the test says {@link FakeUpstream#go}. */
    record Await() implements Step {}

    /** Keeps the connection open and does nothing until the peer leaves. */
    record Hang() implements Step {}

    record Reset() implements Step {}

    record Close() implements Step {}
  }

  private final List<Step> steps;

  private Script(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /** Reads one request first, as nearly every script does. */
  public static Script onRequest() {
    return new Script(List.of(new Step.ReadRequest()));
  }

  /** Does not even read. */
  public static Script onConnect() {
    return new Script(List.of());
  }

  /** A whole answer with {@code body} and the connection kept open. */
  public static Script answer(int status, String body) {
    return onRequest()
        .send(
            "HTTP/1.1 "
                + status
                + " X\\r\\nContent-Type: application/json\\r\\nContent-Length: "
                + Bytes.of(body).length
                + "\\r\\n\\r\\n"
                + body);
  }

  public Script request() {
    return with(new Step.ReadRequest());
  }

  /** Sends what {@code text} stands for, see {@link Bytes}. */
  public Script send(String text) {
    byte[] bytes = Bytes.of(text);
    return send(bytes, Math.max(1, bytes.length));
  }

  /** Sends {@code bytes} in parts of {@code slice}. */
  public Script send(byte[] bytes, int slice) {
    return with(new Step.Send(Bytes.text(bytes), slice));
  }

  /** Sends {@code text} as one chunk of a chunked body. */
  public Script chunk(String text) {
    byte[] bytes = Bytes.of(text);
    return send(Integer.toHexString(bytes.length) + "\\r\\n")
        .send(bytes, Math.max(1, bytes.length))
        .send("\\r\\n");
  }

  public Script pause(Duration time) {
    return with(new Step.Pause(time));
  }

  public Script await() {
    return with(new Step.Await());
  }

  public Script hang() {
    return with(new Step.Hang());
  }

  public Script reset() {
    return with(new Step.Reset());
  }

  public Script close() {
    return with(new Step.Close());
  }

  List<Step> steps() {
    return steps;
  }

  private Script with(Step step) {
    List<Step> more = new ArrayList<>(steps);
    more.add(step);
    return new Script(more);
  }
}

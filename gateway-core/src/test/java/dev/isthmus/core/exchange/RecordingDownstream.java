package dev.isthmus.core.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A caller that notes what it gets, and fails the test where the order of it is wrong. */
final class RecordingDownstream implements Downstream {
  final Map<String, String> headers = new HashMap<>();
  final List<ByteBuf> parts = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  int status;
  long contentLength;
  int flushes;
  boolean ended;
  boolean aborted;
  boolean writable = true;

  /** Runs within each write. */
  Runnable onWrite = () -> {};

  @Override
  public void head(int newStatus, long length, HeaderSource source) {
    check(status == 0, "a second head");
    checkOpen();
    status = newStatus;
    contentLength = length;
    source.copyTo(headers::put);
    onWrite.run();
  }

  @Override
  public void body(ByteBuf body) {
    check(status != 0, "a body before the head");
    checkOpen();
    text.append(body.toString(UTF_8));
    parts.add(body);
    body.release();
    onWrite.run();
  }

  @Override
  public void flush() {
    checkOpen();
    flushes++;
  }

  @Override
  public void end() {
    check(status != 0, "an end before the head");
    checkOpen();
    ended = true;
  }

  @Override
  public void abort() {
    check(status != 0, "an abort before the head");
    checkOpen();
    aborted = true;
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public void readBody(boolean on) {}

  String text() {
    return text.toString();
  }

  boolean over() {
    return ended || aborted;
  }

  private void checkOpen() {
    check(!ended && !aborted, "something after the end");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}

package dev.isthmus.load.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads an answer as it arrives, as far as a load generator wants to know.
 *
 * <p>Events are looked at as text; only those that carry usage or an error are parsed. Bound: of a
 * line or a plain body {@value #MOST_BYTES} bytes are kept, of longer ones the first.
 */
final class AnswerScan {

  private static final int MOST_BYTES = 4 << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final boolean stream;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean content;
  private boolean done;
  private boolean failed;
  private long inputTokens;
  private long outputTokens;

  AnswerScan(boolean stream) {
    this.stream = stream;
  }

  /** Borrows {@code part}. Returns whether it held content. */
  boolean see(ByteBuf part) {
    return stream ? seeLines(part) : seePlain(part);
  }

  private boolean seePlain(ByteBuf part) {
    keep(part, part.readerIndex(), part.readableBytes());
    content |= part.isReadable();
    return part.isReadable();
  }

  private boolean seeLines(ByteBuf part) {
    boolean found = false;
    int from = part.readerIndex();
    while (from < part.writerIndex()) {
      int end = part.indexOf(from, part.writerIndex(), (byte) '\n');
      int to = end < 0 ? part.writerIndex() : end;
      keep(part, from, to - from);
      if (end >= 0) {
        found |= line(kept.toString(StandardCharsets.UTF_8));
        kept.reset();
      }
      from = to + 1;
    }
    content |= found;
    return found;
  }

  private void keep(ByteBuf part, int from, int length) {
    int room = Math.min(length, MOST_BYTES - kept.size());
    try {
      if (room > 0) {
        part.getBytes(from, kept, room);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e); // a byte array does not fail
    }
  }

  private boolean line(String line) {
    if (!line.startsWith("data:")) {
      return false;
    }
    String data = line.substring("data:".length()).trim();
    if (data.equals("[DONE]")) {
      done = true;
      return false;
    }
    if (data.contains("\"usage\":{") || data.contains("\"error\":")) {
      read(data);
    }
    return !failed && (says(data, "\"content\":\"") || data.contains("\"tool_calls\":[{"));
  }

  private static boolean says(String data, String field) {
    int at = data.indexOf(field);
    return at >= 0
        && at + field.length() < data.length()
        && data.charAt(at + field.length()) != '"';
  }

  private void read(String json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      failed |= node.path("error").isObject() || node.path("error").isTextual();
      JsonNode usage = node.path("usage");
      inputTokens = usage.path("prompt_tokens").asLong(inputTokens);
      outputTokens = usage.path("completion_tokens").asLong(outputTokens);
      done |= !stream && node.path("choices").isArray();
    } catch (IOException e) {
      failed |= stream;
    }
  }

  /** What an answer of status 200 that ended properly comes to. */
  Outcome verdict() {
    if (!stream) {
      read(kept.toString(StandardCharsets.UTF_8));
    }
    return failed ? Outcome.ERROR_EVENT : done ? Outcome.OK : Outcome.TRUNCATED;
  }

  /** Whether an error event was seen. */
  boolean failed() {
    return failed;
  }

  boolean content() {
    return content;
  }

  long inputTokens() {
    return inputTokens;
  }

  long outputTokens() {
    return outputTokens;
  }
}

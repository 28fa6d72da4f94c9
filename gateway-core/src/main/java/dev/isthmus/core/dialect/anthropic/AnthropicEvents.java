package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.bytes.JsonType;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.AnswerError;
import dev.isthmus.core.dialect.AnswerEvents;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The events of a streamed message. Content is what a delta brings, and the start of a block that
 * says something by itself: a tool's name, a thought that comes whole. A signature alone is none.
 */
@HotPath
final class AnthropicEvents implements AnswerEvents {
  private static final int TYPE_BYTES = 32;

  private static final String[] CONTENT = {
    "delta.text",
    "delta.thinking",
    "delta.partial_json",
    "content_block.text",
    "content_block.thinking",
    "content_block.name",
    "content_block.data"
  };

  private static final JsonPaths PATHS = paths();
  private static final AnswerError NESTED_ERROR = new AnswerError(PATHS, "error.");
  private static final long CONTENT_SET = PATHS.set(CONTENT);
  private static final int TYPE = PATHS.id("type");
  private static final int BLOCK_TYPE = PATHS.id("content_block.type");
  private static final int ERROR = PATHS.id("error");

  private static final byte[] MESSAGE_STOP = ascii("message_stop");
  private static final byte[] ERROR_TYPE = ascii("error");
  private static final byte[] TEXT = ascii("text");
  private static final byte[] THINKING = ascii("thinking");

  private final JsonScanner scanner = new JsonScanner(PATHS, JsonScanner.MAX_DEPTH);
  private final AnthropicUsage tally = new AnthropicUsage(PATHS, "message.usage", "usage");

  private static JsonPaths paths() {
    JsonPaths.Builder builder = JsonPaths.builder().path("error").path(CONTENT);
    builder.captured("type", TYPE_BYTES).captured("content_block.type", TYPE_BYTES);
    AnthropicUsage.declare(builder, "message.usage");
    AnthropicUsage.declare(builder, "usage");
    AnswerError.declare(builder, "error.");
    return builder.build();
  }

  @Override
  public JsonScanner scanner() {
    return scanner;
  }

  /** The data repeats the name as its type. */
  @Override
  public void name(byte[] bytes, int from, int to) {}

  @Override
  public void startAnswer() {
    tally.reset();
    reset();
  }

  @Override
  public void reset() {
    scanner.reset();
  }

  @Override
  public void tally() {
    tally.read(scanner);
  }

  @Override
  public @Nullable Failure error(boolean contentSeen) {
    boolean is = scanner.textIs(TYPE, ERROR_TYPE) || scanner.type(ERROR).isFilled();
    return is ? NESTED_ERROR.read(scanner, contentSeen) : null;
  }

  @Override
  public boolean hasContent() {
    return scanner.isAnyFilled(CONTENT_SET)
        || (scanner.type(BLOCK_TYPE) == JsonType.STRING
            && !scanner.textIs(BLOCK_TYPE, TEXT)
            && !scanner.textIs(BLOCK_TYPE, THINKING));
  }

  @Override
  public long contentBytes() {
    return scanner.allStringBytes(CONTENT_SET);
  }

  /** A stop reason is not the end: clients miss the message's stop where it does not come. */
  @Override
  public boolean finishes() {
    return isLast();
  }

  @Override
  public boolean isLast() {
    return scanner.textIs(TYPE, MESSAGE_STOP);
  }

  @Override
  public @Nullable Usage usage() {
    return tally.usage();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

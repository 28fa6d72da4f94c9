package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.dialect.Field;
import dev.isthmus.core.dialect.RequestFields;

/**
 * The fields of a request that the gateway reads, of all operations together. Every one is guarded:
 * a second parser behind us must never read another value.
 */
final class RequestPaths {

  private static final int TYPE_BYTES = 32;
  private static final int RESPONSE_ID_BYTES = 256;
  private static final int CACHE_KEY_BYTES = 64;

  static final JsonPaths PATHS =
      JsonPaths.builder()
          .guarded("model", "stream", "stream_options", "stream_options.include_usage")
          .guarded("max_completion_tokens", "max_tokens", "max_output_tokens", "n")
          .guarded("messages", "prompt", "input", "tools", "functions")
          .guarded("response_format.type", "text.format.type")
          .guarded("store", "background", "conversation", "previous_response_id")
          .captured("model", RequestFields.MODEL_BYTES)
          .captured("previous_response_id", RESPONSE_ID_BYTES)
          .captured("response_format.type", TYPE_BYTES)
          .captured("text.format.type", TYPE_BYTES)
          .captured("prompt_cache_key", CACHE_KEY_BYTES)
          .counted("messages[].content[].type", "image_url")
          .counted("input[].content[].type", "input_image")
          .counted("input[].output[].type", "input_image")
          .path("prompt[]", "prompt[][]", "input[]", "input[][]")
          .build();

  static final Field MODEL = field("model");
  static final Field STREAM = field("stream");
  static final Field STREAM_OPTIONS = field("stream_options");
  static final Field INCLUDE_USAGE = field("stream_options.include_usage");
  static final Field MAX_COMPLETION_TOKENS = field("max_completion_tokens");
  static final Field MAX_TOKENS = field("max_tokens");
  static final Field MAX_OUTPUT_TOKENS = field("max_output_tokens");
  static final Field CHOICES = field("n");
  static final Field MESSAGES = field("messages");
  static final Field PROMPT = field("prompt");
  static final Field INPUT = field("input");
  static final Field TOOLS = field("tools");
  static final Field FUNCTIONS = field("functions");
  static final Field RESPONSE_FORMAT = field("response_format.type");
  static final Field TEXT_FORMAT = field("text.format.type");
  static final Field CACHE_KEY = field("prompt_cache_key");
  static final Field STORE = field("store");
  static final Field BACKGROUND = field("background");
  static final Field CONVERSATION = field("conversation");
  static final Field PREVIOUS_RESPONSE = field("previous_response_id");
  static final Field MESSAGE_IMAGES = field("messages[].content[].type");
  static final Field INPUT_IMAGES = field("input[].content[].type");
  static final Field OUTPUT_IMAGES = field("input[].output[].type");
  static final Field PROMPT_ITEMS = field("prompt[]");
  static final Field PROMPT_TOKENS = field("prompt[][]");
  static final Field INPUT_ITEMS = field("input[]");
  static final Field INPUT_TOKENS = field("input[][]");

  private RequestPaths() {}

  private static Field field(String name) {
    return Field.of(PATHS, name);
  }
}

package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.dialect.Field;
import dev.isthmus.core.dialect.RequestFields;

/**
 * The fields of a request that the gateway reads. Those that it acts on are guarded: a second
 * parser behind us must never read another value.
 */
final class AnthropicPaths {
  private static final int TYPE_BYTES = 32;

  /** Agents put a session's name behind those of a device and an account. */
  private static final int USER_BYTES = 512;

  private static final String BLOCK = "messages[].content[].";
  private static final String RESULT_BLOCK = BLOCK + "content[].";
  private static final String DOCUMENT_BLOCK = BLOCK + "source.content[].";

  static final JsonPaths PATHS =
      JsonPaths.builder()
          .guarded("model", "stream", "max_tokens", "messages", "tools", "thinking")
          .guarded("anthropic_version")
          .guarded("output_config.format.type", "output_format.type")
          .guarded("container", "mcp_servers", "inference_geo")
          .captured("inference_geo", TYPE_BYTES)
          .captured("model", RequestFields.MODEL_BYTES)
          .captured("output_config.format.type", TYPE_BYTES)
          .captured("output_format.type", TYPE_BYTES)
          .captured("metadata.user_id", USER_BYTES)
          .counted(BLOCK + "type", "image")
          .counted(RESULT_BLOCK + "type", "image")
          .counted(DOCUMENT_BLOCK + "type", "image")
          .counted(BLOCK + "source.type", "base64")
          .counted(RESULT_BLOCK + "source.type", "base64")
          .counted(DOCUMENT_BLOCK + "source.type", "base64")
          .countedStart(BLOCK + "signature", MessagesTurnSignature.FOREIGN_START)
          .countedStart(BLOCK + "data", MessagesTurnSignature.FOREIGN_START)
          .path(BLOCK + "source.file_id")
          .path(RESULT_BLOCK + "source.file_id", DOCUMENT_BLOCK + "source.file_id")
          .path(BLOCK + "source.data")
          .path(RESULT_BLOCK + "source.data", DOCUMENT_BLOCK + "source.data")
          .build();

  static final Field MODEL = field("model");
  static final Field STREAM = field("stream");
  static final Field USER = field("metadata.user_id");
  static final Field MAX_TOKENS = field("max_tokens");
  static final Field MESSAGES = field("messages");
  static final Field TOOLS = field("tools");
  static final Field THINKING = field("thinking");
  static final Field VERSION = field("anthropic_version");
  static final Field OUTPUT_FORMAT = field("output_config.format.type");
  static final Field OLDER_OUTPUT_FORMAT = field("output_format.type");

  static final Field CONTAINER = field("container");
  static final Field MCP_SERVERS = field("mcp_servers");
  static final Field INFERENCE_GEO = field("inference_geo");

  /** Blocks of content, by place: in a message, in a tool's result, in a document. */
  private static final String[] BLOCKS = {BLOCK, RESULT_BLOCK, DOCUMENT_BLOCK};

  private static final Field[] TYPES = fields("type");
  private static final Field[] SOURCES = fields("source.type");
  private static final Field[] DATA = fields("source.data");
  static final Field[] FILES = fields("source.file_id");

  private static final Field SIGNATURE = field(BLOCK + "signature");
  private static final Field HIDDEN = field(BLOCK + "data");

  private AnthropicPaths() {}

  /** Whether a thought is signed by another's model, or by nobody: Claude refuses both. */
  static boolean holdsForeignThoughts(JsonScanner scanner) {
    return scanner.count(SIGNATURE.id()) > 0
        || scanner.count(HIDDEN.id()) > 0
        || scanner.emptyStrings(SIGNATURE.id()) > 0;
  }

  /** How many images the request holds. */
  static int images(JsonScanner scanner) {
    int images = 0;
    for (Field type : TYPES) {
      images += scanner.count(type.id());
    }
    return images;
  }

  /** Bytes of the strings that hold something else than text, in base64. */
  static long base64Bytes(JsonScanner scanner) {
    long bytes = 0;
    for (int i = 0; i < DATA.length; i++) {
      bytes += scanner.count(SOURCES[i].id()) > 0 ? scanner.stringBytes(DATA[i].id()) : 0;
    }
    return bytes;
  }

  private static Field[] fields(String member) {
    Field[] fields = new Field[BLOCKS.length];
    for (int i = 0; i < BLOCKS.length; i++) {
      fields[i] = field(BLOCKS[i] + member);
    }
    return fields;
  }

  private static Field field(String name) {
    return Field.of(PATHS, name);
  }
}

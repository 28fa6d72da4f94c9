package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.dialect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The fields of a generateContent request that the gateway reads. Google takes each in camelCase
 * and in snake_case, and one object where an array of them is asked for. Those outside arrays are
 * guarded: a second parser behind us must never read another value.
 */
final class GeminiRequestPaths {
  private static final String[] CONFIG = {"generationConfig", "generation_config"};
  private static final String[] MAX_TOKENS_NAMES = {".maxOutputTokens", ".max_output_tokens"};
  private static final String[] CHOICES_NAMES = {".candidateCount", ".candidate_count"};
  private static final String[] SCHEMA_NAMES = {
    ".responseSchema", ".response_schema", ".responseJsonSchema", ".response_json_schema"
  };
  private static final String[] FUNCTION_NAMES = {
    ".functionDeclarations", ".function_declarations"
  };
  private static final String[] PARTS =
      joined(new String[] {"contents[]", "contents"}, ".parts[]", ".parts");
  private static final String[] INLINE = joined(PARTS, ".inlineData", ".inline_data");
  private static final String[] RESULT_INLINE =
      joined(
          joined(PARTS, ".functionResponse.parts[]", ".function_response.parts[]"),
          ".inlineData",
          ".inline_data");
  private static final String[] FILES = joined(PARTS, ".fileData", ".file_data");
  private static final String[] DATA_PATHS =
      concat(joined(INLINE, ".data"), joined(RESULT_INLINE, ".data"));
  private static final String[] TYPE_PATHS =
      joined(concat(concat(INLINE, FILES), RESULT_INLINE), ".mimeType", ".mime_type");

  private static final String[] URI_PATHS = joined(FILES, ".fileUri", ".file_uri");
  private static final String[] SIGNATURE_PATHS =
      joined(PARTS, ".thoughtSignature", ".thought_signature");
  private static final String[] CACHED = {"cachedContent", "cached_content"};

  static final JsonPaths PATHS = paths();

  static final Field CONTENTS = Field.of(PATHS, "contents");
  static final Field[] GENERATION_CONFIG = fields(CONFIG);
  static final Field[] MAX_TOKENS = fields(joined(CONFIG, MAX_TOKENS_NAMES));
  static final Field[] CHOICES = fields(joined(CONFIG, CHOICES_NAMES));
  static final Field[] SCHEMAS = fields(joined(CONFIG, SCHEMA_NAMES));
  static final Field[] FUNCTIONS = fields(functions());

  /** What lives at the account that all callers share. */
  static final Field[] CACHED_CONTENT = fields(CACHED);

  /** Addresses of files of which those in buckets are counted. */
  static final Field[] BUCKETS = fields(URI_PATHS);

  /** Signatures of which those that the gateway minted are counted. */
  static final Field[] MINTED = fields(SIGNATURE_PATHS);

  /** Media in base64, which is no text. */
  static final Field[] DATA = fields(DATA_PATHS);

  /** Media types of which those of images are counted. */
  static final Field[] IMAGES = fields(TYPE_PATHS);

  private GeminiRequestPaths() {}

  private static JsonPaths paths() {
    JsonPaths.Builder builder =
        JsonPaths.builder()
            .guarded("contents", "tools")
            .guarded(CONFIG)
            .guarded(joined(CONFIG, MAX_TOKENS_NAMES))
            .guarded(joined(CONFIG, CHOICES_NAMES))
            .guarded(joined(CONFIG, SCHEMA_NAMES))
            .guarded(CACHED)
            .path(functions())
            .path(DATA_PATHS);
    for (String type : TYPE_PATHS) {
      builder.countedStart(type, "image/");
    }
    for (String uri : URI_PATHS) {
      builder.countedStart(uri, "gs://");
    }
    for (String signature : SIGNATURE_PATHS) {
      builder.countedStart(signature, GeminiTurnSignature.MARK);
    }
    return builder.build();
  }

  private static String[] functions() {
    return joined(new String[] {"tools[]", "tools"}, FUNCTION_NAMES);
  }

  /** Every one of {@code first} before every one of {@code then}. */
  private static String[] joined(String[] first, String... then) {
    List<String> joined = new ArrayList<>();
    for (String head : first) {
      for (String tail : then) {
        joined.add(head + tail);
      }
    }
    return joined.toArray(new String[0]);
  }

  private static String[] concat(String[] first, String[] then) {
    String[] all = Arrays.copyOf(first, first.length + then.length);
    System.arraycopy(then, 0, all, first.length, then.length);
    return all;
  }

  private static Field[] fields(String... names) {
    return Arrays.stream(names).map(name -> Field.of(PATHS, name)).toArray(Field[]::new);
  }
}

package dev.isthmus.core.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Origin;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.StoredState;
import dev.isthmus.core.call.StoredState.Storing;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.Marks;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiFactsReaderTest {
  private static final String CHAT = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  private final OpenAiDialect dialect = new OpenAiDialect();

  @Test
  void readsAChatWithAnImage() {
    CallFacts facts = facts(Operation.CHAT, Samples.text("openai/chat.request.json"));
    assertEquals("gpt-4.1-mini", facts.model());
    assertFalse(facts.stream());
    assertFalse(facts.includeUsage());
    assertEquals(16, facts.maxOutputTokens());
    assertEquals(1, facts.images());
    assertEquals(1, facts.choices());
    assertEquals(bits(Capability.CHAT, Capability.IMAGES), facts.requires());
    assertEquals(Samples.bytes("openai/chat.request.json").length, facts.bodyBytes());
    assertTrue(facts.promptTextBytes() > 50 && facts.promptTextBytes() < 120);
  }

  @Test
  void readsAStreamWithTools() {
    CallFacts facts = facts(Operation.CHAT, Samples.text("openai/tool.request.json"));
    assertTrue(facts.stream());
    assertTrue(facts.includeUsage());
    assertEquals(-1, facts.maxOutputTokens());
    assertEquals(bits(Capability.CHAT, Capability.TOOLS), facts.requires());
    facts(Operation.CHAT, Samples.text("openai/tool-followup.request.json"));
  }

  @Test
  void readsEmbeddings() {
    CallFacts facts = facts(Operation.EMBEDDING, Samples.text("openai/embeddings.request.json"));
    assertEquals("text-embedding-3-small", facts.model());
    assertEquals(-1, facts.maxOutputTokens());
    assertEquals(bits(Capability.EMBEDDING), facts.requires());
  }

  @Test
  void readsImages() {
    CallFacts facts =
        facts(
            Operation.IMAGE, "{\"model\":\"m\",\"prompt\":\"an apple\",\"n\":3,\"stream\":false}");
    assertEquals(3, facts.choices());
    assertEquals(3, facts.fees());
    assertFalse(facts.stream());
    assertEquals(-1, facts.maxOutputTokens());
    assertEquals(bits(Capability.IMAGE_GENERATION), facts.requires());
    assertEquals(1, facts(Operation.IMAGE, "{\"model\":\"m\",\"prompt\":\"x\"}").fees());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"m\"}|prompt|INVALID_REQUEST",
        "{\"model\":\"m\",\"prompt\":\"\"}|prompt|INVALID_REQUEST",
        "{\"model\":\"m\",\"prompt\":[\"x\"]}|prompt|INVALID_REQUEST",
        "{\"model\":\"m\",\"prompt\":\"x\",\"n\":11}|n|INVALID_REQUEST",
        "{\"model\":\"m\",\"prompt\":\"x\",\"stream\":true}|stream|UNSUPPORTED"
      })
  void refusesImagesThatCannotBeMade(String body, String param, FailureKind kind) {
    Failure failure = failure(Operation.IMAGE, body);
    assertEquals(param, failure.param());
    assertEquals(kind, failure.kind());
  }

  @Test
  void countsATokenGivenByItsNumberAsText() {
    CallFacts few = facts(Operation.EMBEDDING, "{\"model\":\"m\",\"input\":[1,2,3]}");
    CallFacts many = facts(Operation.COMPLETION, "{\"model\":\"m\",\"prompt\":[[1,2],[3,4,5]]}");
    assertEquals(1 + 12, few.promptTextBytes());
    assertEquals(1 + 20, many.promptTextBytes());
  }

  @Test
  void readsACompletion() {
    CallFacts facts =
        facts(
            Operation.COMPLETION,
            "{\"model\":\"m\",\"prompt\":\"\",\"max_tokens\":0,\"n\":3,\"tools\":[{}]}");
    assertEquals(0, facts.maxOutputTokens());
    assertEquals(3, facts.choices());
    assertEquals(bits(Capability.COMPLETION), facts.requires());
  }

  @Test
  void readsAResponse() {
    CallFacts facts =
        facts(
            Operation.RESPONSE,
            "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\","
                + "\"image_url\":\"https://x/y.png\"},{\"type\":\"input_image\",\"file_id\":\"f\"}]}],"
                + "\"max_output_tokens\":100,\"stream\":true,\"store\":false,\"background\":false,"
                + "\"conversation\":null,\"previous_response_id\":null,"
                + "\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],"
                + "\"text\":{\"format\":{\"type\":\"json_schema\"}}}");
    assertEquals(100, facts.maxOutputTokens());
    assertEquals(2, facts.images());
    assertTrue(facts.stream());
    assertEquals(
        bits(Capability.RESPONSE, Capability.IMAGES, Capability.TOOLS, Capability.JSON_SCHEMA),
        facts.requires());
  }

  @Test
  void readsWhatAChatRequires() {
    assertEquals(
        bits(Capability.CHAT, Capability.JSON_SCHEMA),
        chat("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{}}").requires());
    assertEquals(
        bits(Capability.CHAT),
        chat("\"response_format\":{\"type\":\"json_object\"},\"tools\":[],\"functions\":null")
            .requires());
    assertEquals(bits(Capability.CHAT, Capability.TOOLS), chat("\"functions\":[{}]").requires());
  }

  @Test
  void prefersTheNewerLimit() {
    assertEquals(7, chat("\"max_tokens\":9,\"max_completion_tokens\":7").maxOutputTokens());
    assertEquals(9, chat("\"max_tokens\":9,\"max_completion_tokens\":null").maxOutputTokens());
  }

  @Test
  void takesNullForAbsent() {
    CallFacts facts =
        chat(
            "\"stream\":null,\"stream_options\":null,\"max_tokens\":null,\"n\":null,\"tools\":null");
    assertFalse(facts.stream());
    assertEquals(-1, facts.maxOutputTokens());
    assertEquals(1, facts.choices());
  }

  @Test
  void marksWhereTheValuesStand() {
    String text =
        " {\"model\" : \"m\",\"stream_options\":{\"include_usage\": false },\"store\":true,"
            + CHAT
            + "}";
    Marks marks = read(Operation.CHAT, text, null).marks();
    assertEquals(2, marks.firstMember());
    assertFalse(marks.empty());
    assertEquals("\"m\"", at(text, marks.model()));
    assertEquals("{\"include_usage\": false }", at(text, marks.streamOptions()));
    assertEquals("false", at(text, marks.includeUsage()));
    assertEquals("true", at(text, marks.store()));
  }

  @Test
  void marksWhatIsAbsent() {
    Marks marks = read(Operation.CHAT, "{" + CHAT + "}", "deployment").marks();
    assertFalse(marks.model().isPresent());
    assertFalse(marks.streamOptions().isPresent());
    assertFalse(marks.includeUsage().isPresent());
    assertFalse(marks.store().isPresent());
  }

  @Test
  void takesTheModelFromThePathAndKeepsItsPlaceInTheBody() {
    String text = "{\"model\":7," + CHAT + "}";
    FactsReader reader = read(Operation.CHAT, text, "deployment");
    assertEquals("deployment", reader.facts().model());
    assertEquals("7", at(text, reader.marks().model()));
  }

  @Test
  void readsTheSameAtEverySplit() {
    byte[] bytes = Samples.bytes("openai/tool.request.json");
    FactsReader whole = read(Operation.CHAT, new String(bytes, UTF_8), null);
    for (int split = 0; split <= bytes.length; split++) {
      FactsReader reader = dialect.factsReader(Operation.CHAT);
      assertNull(reader.see(Unpooled.wrappedBuffer(bytes, 0, split)));
      assertNull(reader.see(Unpooled.wrappedBuffer(bytes, split, bytes.length - split)));
      assertNull(reader.finish(null));
      assertEquals(whole.facts(), reader.facts());
      assertEquals(whole.marks(), reader.marks());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_tokens | \"10\" | a string",
        "max_tokens | 1e2 | a number",
        "max_tokens | 10.0 | a number",
        "max_tokens | -1 | a number",
        "max_tokens | 0 | a number",
        "max_tokens | 9223372036854775808 | a number",
        "max_completion_tokens | true | true",
        "max_completion_tokens | {} | an empty object",
        "n | 0 | a number",
        "n | 129 | a number",
        "n | [1] | an array",
        "stream | \"true\" | a string",
        "stream | 1 | a number",
        "stream_options | true | true",
        "stream_options | [] | an empty array",
        "tools | {\"a\":1} | an object"
      })
  void refusesAWrongTypeWithoutEchoingIt(String field, String value, String shape) {
    Failure failure =
        failure(Operation.CHAT, "{\"model\":\"m\"," + CHAT + ",\"" + field + "\":" + value + "}");
    assertClient(failure, FailureKind.INVALID_REQUEST, field);
    assertTrue(
        failure.detail().startsWith(field + ": " + shape + " (expected: "), failure.detail());
  }

  @Test
  void refusesAWrongIncludeUsage() {
    Failure failure =
        failure(
            Operation.CHAT,
            "{\"model\":\"m\"," + CHAT + ",\"stream_options\":{\"include_usage\":\"yes\"}}");
    assertClient(failure, FailureKind.INVALID_REQUEST, "stream_options.include_usage");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"\"",
        "{}",
        "{\"a\":1}",
        "[]",
        "7",
        "true",
        "\"a\\r\\nX: y\"",
        "\"\\u0000\"",
        "\"\\u0085\""
      })
  void j10RefusesWhatIsNoModelName(String model) {
    assertClient(
        failure(Operation.CHAT, "{\"model\":" + model + "," + CHAT + "}"),
        FailureKind.INVALID_REQUEST,
        "model");
  }

  @Test
  void j10BoundsTheModelName() {
    String longest = "m".repeat(256);
    assertEquals(
        longest, facts(Operation.CHAT, "{\"model\":\"" + longest + "\"," + CHAT + "}").model());
    for (String tooLong : List.of("m".repeat(257), "m".repeat(65536), "\u00e9".repeat(129))) {
      Failure failure = failure(Operation.CHAT, "{\"model\":\"" + tooLong + "\"," + CHAT + "}");
      assertClient(failure, FailureKind.INVALID_REQUEST, "model");
      assertTrue(failure.detail().length() < 200);
    }
    assertEquals(
        "../admin", facts(Operation.CHAT, "{\"model\":\"../admin\"," + CHAT + "}").model());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CHAT | {\"model\":\"m\"} | messages",
        "CHAT | {\"model\":\"m\",\"messages\":[]} | messages",
        "CHAT | {\"model\":\"m\",\"messages\":\"Hi\"} | messages",
        "CHAT | {\"messages\":[{}]} | model",
        "COMPLETION | {\"model\":\"m\"} | prompt",
        "COMPLETION | {\"model\":\"m\",\"prompt\":{\"a\":1}} | prompt",
        "EMBEDDING | {\"model\":\"m\"} | input",
        "EMBEDDING | {\"model\":\"m\",\"input\":[]} | input",
        "EMBEDDING | {\"model\":\"m\",\"input\":7} | input",
        "RESPONSE | {\"model\":\"m\"} | input",
        "RESPONSE | {\"model\":\"m\",\"input\":true,\"prompt\":{\"id\":\"p\"}} | input"
      })
  void refusesARequestWithoutItsInput(Operation operation, String text, String field) {
    assertClient(failure(operation, text), FailureKind.INVALID_REQUEST, field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "background | true | UNSUPPORTED",
        "conversation | \"c\" | UNSUPPORTED",
        "conversation | {\"id\":\"c\"} | UNSUPPORTED",
        "previous_response_id | 7 | INVALID_REQUEST",
        "previous_response_id | \"\" | INVALID_REQUEST",
        "store | \"true\" | INVALID_REQUEST",
        "background | 1 | INVALID_REQUEST"
      })
  void refusesAResponseThatNeedsState(String field, String value, FailureKind kind) {
    String text = "{\"model\":\"m\",\"input\":\"Hi\",\"" + field + "\":" + value + "}";
    assertClient(failure(Operation.RESPONSE, text), kind, field);
  }

  @Test
  void readsWhatIsWantedOfStoredResponses() {
    StoredState silent = state("");
    assertEquals(StoredState.NONE, silent);
    assertEquals(StoredState.NONE, state("\"store\":null,\"previous_response_id\":null,"));
    assertEquals(Storing.NO, state("\"store\":false,").storing());
    assertEquals(Storing.YES, state("\"store\":true,").storing());
    assertEquals("resp_1", state("\"previous_response_id\":\"resp_1\",").responseId());
    assertFalse(silent.isNeeded());
    assertTrue(state("\"store\":true,").isNeeded());
  }

  private StoredState state(String more) {
    CallFacts facts = facts(Operation.RESPONSE, "{\"model\":\"m\"," + more + "\"input\":\"Hi\"}");
    boolean needed = (facts.requires() & Capability.STORED_RESPONSE.bit()) != 0;
    assertEquals(facts.stored().isNeeded(), needed);
    return facts.stored();
  }

  @Test
  void marksThePreviousResponse() {
    String text = "{\"model\":\"m\",\"previous_response_id\" : \"resp_1\",\"input\":\"Hi\"}";
    assertEquals(
        "\"resp_1\"", at(text, read(Operation.RESPONSE, text, null).marks().previousResponse()));
  }

  @Test
  void leavesStoreToTheProviderInAChat() {
    assertEquals("m", chat("\"store\":true,\"input\":3").model());
  }

  @Test
  void refusesABodyThatTwoParsersCouldReadDifferently() {
    for (String text :
        List.of(
            "{\"model\":\"a\",\"model\":\"b\"," + CHAT + "}",
            "{\"\\u006dodel\":\"a\"," + CHAT + "}",
            "\ufeff{\"model\":\"a\"," + CHAT + "}",
            "{\"model\":\"a\"," + CHAT + "} x",
            "[]",
            "")) {
      FactsReader reader = dialect.factsReader(Operation.CHAT);
      Failure seen = reader.see(Unpooled.wrappedBuffer(text.getBytes(UTF_8)));
      Failure failure = reader.finish("deployment");
      assertNotNull(failure);
      assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
      assertTrue(failure.detail().contains("(at byte "), failure.detail());
      assertTrue(seen == null || seen.equals(failure));
      assertThrows(IllegalStateException.class, reader::facts);
      assertThrows(IllegalStateException.class, reader::marks);
    }
  }

  private CallFacts chat(String members) {
    return facts(Operation.CHAT, "{\"model\":\"m\"," + CHAT + "," + members + "}");
  }

  private CallFacts facts(Operation operation, String text) {
    return read(operation, text, null).facts();
  }

  private FactsReader read(Operation operation, String text, @Nullable String pathModel) {
    FactsReader reader = dialect.factsReader(operation);
    assertNull(reader.see(Unpooled.wrappedBuffer(text.getBytes(UTF_8))));
    assertNull(reader.finish(pathModel));
    assertEquals(operation, reader.facts().operation());
    return reader;
  }

  private Failure failure(Operation operation, String text) {
    FactsReader reader = dialect.factsReader(operation);
    assertNull(reader.see(Unpooled.wrappedBuffer(text.getBytes(UTF_8))));
    Failure failure = reader.finish(null);
    assertNotNull(failure);
    return failure;
  }

  private static void assertClient(Failure failure, FailureKind kind, String param) {
    assertEquals(kind, failure.kind(), failure.detail());
    assertEquals(param, failure.param());
    assertEquals(Origin.CLIENT, failure.origin());
    assertEquals(Retry.NEVER, failure.retry());
  }

  private static long bits(Capability... capabilities) {
    return Capability.bits(List.of(capabilities));
  }

  private static String at(String text, Marks.Range range) {
    return text.substring(range.start(), range.end());
  }
}

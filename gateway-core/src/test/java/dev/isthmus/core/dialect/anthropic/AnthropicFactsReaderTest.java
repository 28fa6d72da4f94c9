package dev.isthmus.core.dialect.anthropic;

import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.asking;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.json;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.sample;
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
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.Marks;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicFactsReaderTest {
  private final AnthropicDialect dialect = new AnthropicDialect();

  @Test
  void readsAMessageWithAnImage() {
    String text = sample("anthropic/messages.request.json");
    CallFacts facts = facts(text);
    assertEquals(Operation.CHAT, facts.operation());
    assertEquals("claude-sonnet-4-5", facts.model());
    assertFalse(facts.stream());
    assertTrue(facts.includeUsage());
    assertEquals(64, facts.maxOutputTokens());
    assertEquals(1, facts.images());
    assertEquals(1, facts.choices());
    assertEquals(bits(Capability.CHAT, Capability.IMAGES), facts.requires());
    assertEquals(text.length(), facts.bodyBytes());
  }

  @Test
  void readsAStreamWithTools() {
    CallFacts facts = facts(sample("anthropic/tool.request.json"));
    assertTrue(facts.stream());
    assertEquals(256, facts.maxOutputTokens());
    assertEquals(0, facts.images());
    assertEquals(bits(Capability.CHAT, Capability.TOOLS), facts.requires());
  }

  @Test
  void countsImagesWhereverTheyStand() {
    CallFacts facts = facts(sample("anthropic/everything.request.json"));
    assertEquals(2, facts.images());
    assertEquals(
        bits(Capability.CHAT, Capability.IMAGES, Capability.TOOLS, Capability.JSON_SCHEMA),
        facts.requires());
  }

  @Test
  void readsTheOlderNameOfTheFormat() {
    assertEquals(
        bits(Capability.CHAT, Capability.JSON_SCHEMA),
        facts(asking(",'output_format':{'type':'json_schema','schema':{}}")).requires());
    assertEquals(
        bits(Capability.CHAT), facts(asking(",'output_config':{'effort':'low'}")).requires());
  }

  @Test
  void takesBytesInBase64ForNoText() {
    String message =
        "{'role':'user','content':[{'type':'image','source':{'type':'TYPE',"
            + "'media_type':'image/png','data':'"
            + "A".repeat(4000)
            + "'}}]}";
    String text = MessagesTranslation.saying(message);
    assertTrue(facts(text.replace("TYPE", "base64")).promptTextBytes() < 100);
    assertTrue(facts(text.replace("TYPE", "text")).promptTextBytes() > 4000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'thinking','thinking':'h','signature':'google:U0lH'}|true",
        "{'type':'thinking','thinking':'','signature':'google+call:U0lH'}|true",
        "{'type':'redacted_thinking','data':'google+call:U0lH'}|true",
        "{'type':'thinking','thinking':'h','signature':''}|true",
        "{'type':'thinking','thinking':'h','signature':'EqQBU0lH'}|false",
        "{'type':'redacted_thinking','data':'EmwKU0lH'}|false",
        "{'type':'text','text':'google:U0lH'}|false",
        "{'type':'tool_use','id':'1','name':'f','input':{'signature':'google:','data':'google:'}}|false"
      })
  void noticesWhatClaudeNeverSaid(String block, boolean foreign) {
    String text =
        MessagesTranslation.saying(
            "{'role':'user','content':'q'},{'role':'assistant','content':[" + block + "]}");
    assertEquals(foreign, facts(text).foreignHistory());
  }

  @Test
  void takesNullForAbsent() {
    CallFacts facts = facts(asking(",'stream':null,'tools':null,'thinking':null"));
    assertFalse(facts.stream());
    assertEquals(bits(Capability.CHAT), facts.requires());
  }

  @Test
  void asksForALimitOnlyWhereTextIsAnswered() {
    String text = json("{'model':'m','stream':true,'messages':[{'role':'user','content':'Hi'}]}");
    Failure failure = read(Operation.CHAT, text).finish(null);
    assertNotNull(failure);
    assertEquals("max_tokens: missing (expected: a whole number over 0)", failure.detail());
    FactsReader other = read(Operation.EMBEDDING, text);
    assertNull(other.finish(null));
    assertEquals(-1, other.facts().maxOutputTokens());
    assertFalse(other.facts().stream());
  }

  @Test
  void marksWhereTheValuesStand() {
    String text =
        json(" {'max_tokens':9,'model' : 'm' ,'messages':[{'role':'user','content':'Hi'}]}");
    FactsReader reader = read(Operation.CHAT, text);
    assertNull(reader.finish(null));
    Marks marks = reader.marks();
    assertEquals(2, marks.firstMember());
    assertFalse(marks.empty());
    assertEquals("\"m\"", at(text, marks.model()));
    assertEquals("\"model\" : \"m\"", at(text, marks.modelMember()));
    assertFalse(marks.streamOptions().isPresent());
    assertEquals(-1, marks.streamOptionsFirstMember());
    assertFalse(marks.includeUsage().isPresent());
    assertFalse(marks.store().isPresent());
  }

  @Test
  void takesTheModelFromThePath() {
    FactsReader reader =
        read(Operation.CHAT, json("{'max_tokens':9,'messages':[{'role':'user','content':'Hi'}]}"));
    assertNull(reader.finish("deployment"));
    assertEquals("deployment", reader.facts().model());
    assertFalse(reader.marks().model().isPresent());
  }

  @Test
  void readsTheSameAtEverySplitAndAfterAnotherRequest() {
    byte[] bytes = sample("anthropic/everything.request.json").getBytes(UTF_8);
    FactsReader whole = read(Operation.CHAT, new String(bytes, UTF_8));
    assertNull(whole.finish(null));
    for (int split = 0; split <= bytes.length; split++) {
      FactsReader reader = dialect.factsReader(Operation.CHAT);
      assertNull(reader.see(Unpooled.wrappedBuffer(bytes, 0, split)));
      assertNull(reader.see(Unpooled.wrappedBuffer(bytes, split, bytes.length - split)));
      assertNull(reader.finish(null));
      assertEquals(whole.facts(), reader.facts());
      assertEquals(whole.marks(), reader.marks());
      reader.release();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_tokens | \"10\" | a string",
        "max_tokens | 1.5 | a number",
        "max_tokens | 0 | a number",
        "max_tokens | -1 | a number",
        "max_tokens | 9223372036854775808 | a number",
        "max_tokens | null | null",
        "max_tokens | {} | an empty object",
        "model | null | null",
        "model | 7 | a number",
        "model | \"\" | an empty string",
        "messages | null | null",
        "messages | [] | an empty array",
        "messages | {\"a\":1} | an object",
        "messages | \"Hi\" | a string",
        "stream | \"true\" | a string",
        "stream | 1 | a number",
        "tools | {\"a\":1} | an object",
        "thinking | true | true",
        "thinking | [] | an empty array"
      })
  void refusesAWrongTypeWithoutEchoingIt(String field, String value, String shape) {
    StringBuilder text = new StringBuilder("{");
    for (String member :
        List.of(
            "model|\"m\"",
            "max_tokens|9",
            "messages|[{\"role\":\"user\",\"content\":\"Hi\"}]",
            "stream|false",
            "tools|[]",
            "thinking|null")) {
      String[] parts = member.split("\\|", 2);
      text.append(text.length() == 1 ? "" : ",").append('"').append(parts[0]).append("\":");
      text.append(parts[0].equals(field) ? value : parts[1]);
    }
    Failure failure = read(Operation.CHAT, text + "}").finish(null);
    assertNotNull(failure);
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals(field, failure.param());
    assertTrue(
        failure.detail().startsWith(field + ": " + shape + " (expected: "), failure.detail());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'model':'m','model':'n','max_tokens':1,'messages':[{}]}",
        "{'max_tokens':1,'max_tokens':2,'model':'m','messages':[{}]}",
        "{'Model':'m','max_tokens':1,'messages':[{}]}",
        "{'model':'m','max_tokens':1,'messages':[{}]} {}",
        "{'model':'m','max_tokens':1,'messages':[{}]",
        "[]"
      })
  void refusesWhatTwoParsersMightReadDifferently(String quoted) {
    FactsReader reader = dialect.factsReader(Operation.CHAT);
    Failure failure = reader.see(Unpooled.copiedBuffer(json(quoted), UTF_8));
    failure = failure == null ? reader.finish(null) : failure;
    assertNotNull(failure);
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertThrows(IllegalStateException.class, reader::facts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "container|'container':'c-1'",
        "mcp_servers|'mcp_servers':[{'url':'https://x'}]",
        "inference_geo|'inference_geo':'us'"
      })
  void whatLivesAtTheAccountIsNobodysToName(String field, String member) {
    String head = "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':'Hi'}],";
    Failure failure = read(Operation.CHAT, json(head + member + "}")).finish(null);
    assertNotNull(failure);
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals(field, failure.param());
  }

  @Test
  void filesLiveAtTheAccountToo() {
    String block = "{'type':'image','source':{'type':'file','file_id':'file_1'}}";
    String text =
        "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':[" + block + "]}]}";
    Failure failure = read(Operation.CHAT, json(text)).finish(null);
    assertNotNull(failure);
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertNull(
        read(
                Operation.CHAT,
                json(
                    "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':'Hi'}],"
                        + "'inference_geo':'global','mcp_servers':[]}"))
            .finish(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'vertex-2023-10-16'", "null"})
  void aVersionInTheBodyIsRefusedAsAProvidersOwnWouldBeTheSecond(String version) {
    FactsReader reader =
        read(
            Operation.CHAT,
            json(
                "{'anthropic_version':"
                    + version
                    + ",'model':'m','max_tokens':1,'messages':[{'role':'user','content':'a'}]}"));
    Failure failure = reader.finish(null);
    assertNotNull(failure);
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals("anthropic_version", failure.param());
  }

  private CallFacts facts(String text) {
    FactsReader reader = read(Operation.CHAT, text);
    assertNull(reader.finish(null));
    return reader.facts();
  }

  private FactsReader read(Operation operation, String text) {
    FactsReader reader = dialect.factsReader(operation);
    assertNull(reader.see(Unpooled.copiedBuffer(text, UTF_8)));
    return reader;
  }

  private static String at(String text, Marks.Range range) {
    return text.substring(range.start(), range.end());
  }

  private static long bits(Capability... capabilities) {
    return Capability.bits(List.of(capabilities));
  }
}

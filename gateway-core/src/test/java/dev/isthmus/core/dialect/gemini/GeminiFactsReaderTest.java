package dev.isthmus.core.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiFactsReaderTest {
  private static final String MODEL = "gemini-2.5-flash";
  private static final String CONTENTS = "'contents':[{'parts':[{'text':'Hello'}]}]";

  @Test
  void readsASampleAtEverySplit() throws IOException {
    byte[] body = sample("gemini.request.json");
    for (int split = 0; split <= body.length; split++) {
      FactsReader reader = new GeminiDialect(true).factsReader(Operation.CHAT);
      assertNull(reader.see(Unpooled.wrappedBuffer(body, 0, split)));
      assertNull(reader.see(Unpooled.wrappedBuffer(body, split, body.length - split)));
      assertNull(reader.finish(MODEL));
      CallFacts facts = reader.facts();
      assertEquals(MODEL, facts.model());
      assertTrue(facts.stream());
      assertTrue(facts.includeUsage());
      assertEquals(1, facts.images());
      assertEquals(64, facts.maxOutputTokens());
      assertEquals(1, facts.choices());
      assertEquals(Capability.bits(List.of(Capability.CHAT, Capability.IMAGES)), facts.requires());
      assertEquals(body.length, facts.bodyBytes());
      reader.release();
    }
  }

  @Test
  void aReaderIsUsedAgainForAnotherVerb() {
    FactsReader first = new GeminiDialect(true).factsReader(Operation.CHAT);
    first.see(bytes("{" + CONTENTS + ",'generationConfig':{'candidateCount':3}}"));
    assertNull(first.finish(MODEL));
    first.release();
    assertEquals(1, facts("{" + CONTENTS + "}").choices());
    assertFalse(facts("{" + CONTENTS + "}").stream());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'generationConfig':{'maxOutputTokens':7,'candidateCount':2}",
        "'generation_config':{'max_output_tokens':7,'candidate_count':2}",
        "'generationConfig':{'max_output_tokens':7,'candidateCount':2}"
      })
  void takesBothSpellings(String config) {
    CallFacts facts = facts("{" + CONTENTS + "," + config + "}");
    assertEquals(7, facts.maxOutputTokens());
    assertEquals(2, facts.choices());
  }

  @ParameterizedTest
  @CsvSource({
    "thoughtSignature, aXN0aG11czE6YW50aHJvcGljOlUwbEg=, true",
    "thought_signature, aXN0aG11czE6bm9ib2R5Og==, true",
    "thoughtSignature, U0lH, false",
    "text, aXN0aG11czE6bm9ib2R5Og==, false"
  })
  void noticesWhatTheGatewayMinted(String member, String value, boolean foreign) {
    String part = "{'functionCall':{'name':'f'},'" + member + "':'" + value + "'}";
    assertEquals(
        foreign, facts("{'contents':[{'role':'model','parts':[" + part + "]}]}").foreignHistory());
    assertEquals(
        foreign, facts("{'contents':[{'role':'model','parts':" + part + "}]}").foreignHistory());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'tools':[{'functionDeclarations':[{'name':'f'}]}]|TOOLS",
        "'tools':[{'googleSearch':{}},{'function_declarations':[{'name':'f'}]}]|TOOLS",
        "'tools':{'functionDeclarations':[{'name':'f'}]}|TOOLS",
        "'generationConfig':{'responseSchema':{'type':'STRING'}}|JSON_SCHEMA",
        "'generation_config':{'response_json_schema':{'type':'string'}}|JSON_SCHEMA"
      })
  void saysWhatACallNeeds(String members, Capability needed) {
    long bits = facts("{" + CONTENTS + "," + members + "}").requires();
    assertEquals(Capability.bits(List.of(Capability.CHAT, needed)), bits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'tools':[]", "'tools':[{'googleSearch':{}}]", "'toolConfig':{}"})
  void needsNoToolsWhereNoneAreDeclared(String members) {
    assertEquals(Capability.CHAT.bit(), facts("{" + CONTENTS + "," + members + "}").requires());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'contents':[{'parts':[{'fileData':{'mimeType':'image/png','fileUri':'gs://b/o'}}]}]}",
        "{'contents':{'parts':{'file_data':{'file_uri':'gs://b/o'}}}}",
        "{'contents':[{'parts':[{'text':'x'}]}],'cachedContent':'cachedContents/1'}",
        "{'cached_content':'cachedContents/1','contents':[{'parts':[{'text':'x'}]}]}"
      })
  void whatLivesAtTheAccountIsNobodysToName(String body) {
    assertEquals(FailureKind.UNSUPPORTED, failure(body, "m").kind());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'parts':[{'inlineData':{'mimeType':'image/png','data':'AAAA'}}]}]|1",
        "[{'parts':[{'inline_data':{'mime_type':'image/jpeg','data':'AAAA'}}]}]|1",
        "[{'parts':[{'fileData':{'mimeType':'image/png','fileUri':'https://b/o'}}]}]|1",
        "{'parts':{'inlineData':{'data':'AAAA','mimeType':'image/png'}}}|1",
        "[{'parts':[{'inlineData':{'mimeType':'application/pdf','data':'AAAA'}}]}]|0",
        "[{'parts':[{'inlineData':{'mimeType':'image/png','data':'AA'}},{'text':'x'}]},"
            + "{'parts':[{'functionResponse':{'name':'f','parts':[{'inlineData':"
            + "{'mimeType':'image/webp','data':'BB'}}]}}]}]|2"
      })
  void countsImagesAndNotTheirBytes(String contents, int images) {
    CallFacts facts = facts("{'contents':" + contents + "}");
    assertEquals(images, facts.images());
    assertEquals(images > 0, (facts.requires() & Capability.IMAGES.bit()) != 0);
    assertTrue(facts.promptTextBytes() < 40, "base64 is no text: " + facts.promptTextBytes());
  }

  @Test
  void aLargeImageIsNoLargePrompt() {
    String data = "A".repeat(100_000);
    String part = "{'inlineData':{'mimeType':'image/png','data':'" + data + "'}}";
    CallFacts facts = facts("{'contents':[{'parts':[" + part + ",{'text':'Hello'}]}]}");
    assertEquals("image/png".length() + "Hello".length(), facts.promptTextBytes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|contents",
        "{'contents':[]}|contents",
        "{'contents':'Hi'}|contents",
        "{'contents':[{}],'generationConfig':{'maxOutputTokens':0}}"
            + "|generationConfig.maxOutputTokens",
        "{'contents':[{}],'generationConfig':{'maxOutputTokens':'9'}}"
            + "|generationConfig.maxOutputTokens",
        "{'contents':[{}],'generation_config':{'candidateCount':9}}"
            + "|generation_config.candidateCount",
        "{'contents':[{}],'generationConfig':{'candidateCount':1,'candidate_count':2}}"
            + "|generationConfig.candidate_count",
        "{'contents':[{}],'generationConfig':{},'generation_config':{}}|generation_config"
      })
  void refusesWhatTheRealOneWould(String body, String param) {
    Failure failure = failure(body, MODEL);
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals(param, failure.param());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'contents':[{}],'contents':[{}]}",
        "{'contents':[{}],'Contents':[{}]}",
        "{'contents':[{}],'generationConfig':{'maxOutputTokens':1,'maxOutputTokens':2}}",
        "{'contents':[{}]",
        "[{'contents':[{}]}]"
      })
  void refusesWhatAnotherParserMightReadDifferently(String body) {
    assertEquals(FailureKind.INVALID_REQUEST, failure(body, MODEL).kind());
  }

  @Test
  void theModelStandsInThePathAlone() {
    assertEquals("model", failure("{" + CONTENTS + "}", null).param());
    assertEquals("model", failure("{" + CONTENTS + "}", "").param());
    Marks marks = read("{'model':'models/other'," + CONTENTS + "}", MODEL).marks();
    assertEquals(Marks.Range.ABSENT, marks.model());
    assertEquals(Marks.Range.ABSENT, marks.modelMember());
    assertEquals(1, marks.firstMember());
  }

  @Test
  void knowsNoOperationThatHasNoVerb() {
    GeminiDialect dialect = new GeminiDialect(false);
    assertThrows(IllegalArgumentException.class, () -> dialect.factsReader(Operation.COMPLETION));
  }

  private static CallFacts facts(String quoted) {
    return read(quoted, MODEL).facts();
  }

  private static FactsReader read(String quoted, String model) {
    FactsReader reader = new GeminiDialect(false).factsReader(Operation.CHAT);
    assertNull(reader.see(bytes(quoted)));
    assertNull(reader.finish(model));
    return reader;
  }

  private static Failure failure(String quoted, @Nullable String model) {
    FactsReader reader = new GeminiDialect(false).factsReader(Operation.CHAT);
    Failure early = reader.see(bytes(quoted));
    return Objects.requireNonNull(early == null ? reader.finish(model) : early);
  }

  private static ByteBuf bytes(String quoted) {
    return Unpooled.copiedBuffer(quoted.replace('\'', '"'), UTF_8);
  }

  private static byte[] sample(String name) throws IOException {
    String path = "/samples/vertex-ai/" + name;
    try (InputStream in = GeminiFactsReaderTest.class.getResourceAsStream(path)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}

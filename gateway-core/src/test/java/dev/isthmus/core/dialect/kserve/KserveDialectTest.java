package dev.isthmus.core.dialect.kserve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.FactsReader;
import dev.isthmus.core.dialect.UsageTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KserveDialectTest {
  private static final String LENGTH = "inference-header-content-length";
  private static final String JSON = "{\"inputs\":[{\"name\":\"x\",\"data\":[1]}]}";
  private final KserveDialect dialect = new KserveDialect(Asked.METADATA);

  /** Pairs of names and values. */
  private static HeaderView headers(String... pairs) {
    return new HeaderView() {
      @Override
      public @Nullable String get(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
          if (pairs[i].equals(name)) {
            return pairs[i + 1];
          }
        }
        return null;
      }

      @Override
      public void forEach(BiConsumer<String, String> visitor) {
        for (int i = 0; i < pairs.length; i += 2) {
          visitor.accept(pairs[i], pairs[i + 1]);
        }
      }
    };
  }

  private static byte[] sample(String name) {
    try (InputStream in = KserveDialectTest.class.getResourceAsStream("/samples/kserve/" + name)) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Failure read(HeaderView headers, byte[] body, int cut) {
    FactsReader reader = dialect.factsReader(Operation.INFER, headers);
    Failure failure = reader.see(Unpooled.wrappedBuffer(body, 0, cut));
    failure =
        failure == null
            ? reader.see(Unpooled.wrappedBuffer(body, cut, body.length - cut))
            : failure;
    failure = failure == null ? reader.finish("m") : failure;
    if (failure == null) {
      assertEquals("m", reader.facts().model());
      assertEquals(body.length, reader.facts().bodyBytes());
      assertEquals(body.length, reader.facts().promptTextBytes());
      assertEquals(0, reader.facts().estimatedPromptTokens());
      assertEquals(Capability.INFER.bit(), reader.facts().requires());
      assertFalse(reader.facts().stream());
      assertFalse(reader.marks().model().isPresent());
    }
    return failure;
  }

  /** The sample's body stands after the blank line, and its header says how much of it is JSON. */
  private static byte[] binaryBody() {
    byte[] message = sample("infer.binary.request.http");
    String text = new String(message, UTF_8).replace("\r\n", "\n");
    int json = text.indexOf('{');
    byte[] body = new byte[message.length - new String(message, UTF_8).indexOf('{')];
    System.arraycopy(message, message.length - body.length, body, 0, body.length);
    assertTrue(json > 0);
    return body;
  }

  @Test
  void readsTheSampleAtEveryCut() {
    byte[] body = sample("infer.request.json");
    assertTrue(body.length > 0);
    for (int cut = 0; cut <= body.length; cut++) {
      assertNull(read(headers(), body, cut));
    }
  }

  @Test
  void readsBinaryTensorsAtEveryCut() {
    byte[] body = binaryBody();
    HeaderView headers = headers(LENGTH, "240", "content-type", "application/octet-stream");
    assertTrue(body.length > 240);
    for (int cut = 0; cut <= body.length; cut++) {
      assertNull(read(headers, body, cut));
      assertNotNull(read(headers(), body, cut), "without its length it is no JSON");
    }
    assertEquals("application/octet-stream", dialect.requestType(headers));
    assertEquals("application/json", dialect.requestType(headers()));
    assertNull(read(headers(LENGTH, "0"), new byte[] {1, 2, 3}, 1), "all of it is raw");
  }

  @Test
  void aLengthThatCannotBeIsRefused() {
    byte[] body = binaryBody();
    for (String length :
        new String[] {"", "-1", "+240", " 240", "239", "241", "9999", "99999999999"}) {
      assertNotNull(read(headers(LENGTH, length), body, 0), length);
    }
    assertNotNull(read(headers(LENGTH, "240", LENGTH, "240"), body, 0), "twice");
    byte[] json = JSON.getBytes(UTF_8);
    String tooLong = Integer.toString(json.length + 1);
    assertNotNull(read(headers(LENGTH, tooLong), json, 0), "a body that ends before its JSON");
  }

  @Test
  void whatIsNoInferenceIsRefused() {
    for (String body :
        new String[] {
          "", "[]", "{}", "{\"inputs\":{}}", JSON + "x", "{\"inputs\":[],\"outputs\":1}"
        }) {
      assertNotNull(read(headers(), body.getBytes(UTF_8), 0), body);
    }
    assertNull(read(headers(), JSON.getBytes(UTF_8), 0));
  }

  private UsageTap watched(HeaderView head, byte[] body, int cut) {
    UsageTap tap = dialect.tap(Operation.INFER, false, Dialect.UsageEvents.DROP);
    tap.head(head);
    assertNull(tap.usage());
    ByteBuf first = Unpooled.wrappedBuffer(body, 0, cut);
    tap.see(first);
    assertEquals(first.writerIndex(), tap.wholeUntil());
    assertEquals(first.writerIndex(), tap.usefulUntil());
    tap.see(Unpooled.wrappedBuffer(body, cut, body.length - cut));
    assertFalse(tap.complete());
    tap.end();
    return tap;
  }

  @Test
  void watchesAnswersAtEveryCut() {
    byte[] plain = sample("infer.response.json");
    for (int cut = 0; cut <= plain.length; cut++) {
      UsageTap tap = watched(headers(), plain, cut);
      assertTrue(tap.complete() && tap.contentSeen());
      assertNotNull(tap.usage());
      assertEquals(0, tap.usage().total());
    }
    byte[] binary = binaryBody();
    for (int cut = 0; cut <= binary.length; cut++) {
      assertTrue(watched(headers(LENGTH, "240"), binary, cut).complete());
      assertNotNull(watched(headers(LENGTH, "230"), binary, cut).error());
      assertFalse(watched(headers(LENGTH, "999"), binary, cut).complete());
    }
  }

  @Test
  void anErrorInAGoodAnswerIsNoAnswer() {
    byte[] error = "{\"error\":\"out of memory\"}".getBytes(UTF_8);
    for (int cut = 0; cut <= error.length; cut++) {
      UsageTap tap = watched(headers(), error, cut);
      Failure failure = tap.error();
      assertNotNull(failure);
      assertEquals(FailureKind.SERVER_ERROR, failure.kind());
      assertFalse(tap.contentSeen());
      assertNull(tap.usage());
    }
  }

  @Test
  void speaksOfModelsAndErrorsAsTheProtocolDoes() {
    Failure failure = Failure.ofClient(FailureKind.NOT_FOUND, "no \"such\" model");
    assertEquals(
        "{\"error\":\"no \\\"such\\\" model\"}", text(dialect.errorBody(failure, "req_1")));
    assertEquals(
        "{\"name\":\"m\",\"platform\":\"\",\"inputs\":[],\"outputs\":[]}",
        text(dialect.model("m")));
    assertEquals(
        "{\"name\":\"isthmus\",\"version\":\"\",\"extensions\":[\"binary_tensor_data\"]}",
        text(dialect.modelList(List.of("m"))));
    assertEquals(
        "{\"name\":\"m\",\"ready\":true}", text(new KserveDialect(Asked.READY).model("m")));
    assertEquals("{\"ready\":true}", text(new KserveDialect(Asked.READY).modelList(List.of())));
    assertEquals("{\"live\":true}", text(new KserveDialect(Asked.LIVE).modelList(List.of())));
  }

  private static String text(ByteBuf body) {
    return body.toString(UTF_8);
  }
}

package dev.isthmus.core.dialect.stability;

import static dev.isthmus.core.dialect.stability.ImageTranslation.answer;
import static dev.isthmus.core.dialect.stability.ImageTranslation.translated;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageAnswerTest {
  private static final String EXPECTED =
      "{\"created\":1767225600,\"data\":[{\"b64_json\":\"iVBORw0KGgo=\"}]}";
  private static final Usage NO_TOKENS = Usage.reported(0, 0, 0, 0, 0);

  @Test
  void theRecordedAnswerAtEverySplit() throws IOException {
    byte[] bytes = sample("core.response.json");
    for (int split = 0; split <= bytes.length; split++) {
      AnswerTranslator answer = answer();
      assertNull(answer.usage(), "nothing came yet");
      assertEquals(EXPECTED, translated(answer, bytes, split));
      assertTrue(answer.complete());
      assertTrue(answer.contentSeen());
      assertEquals(NO_TOKENS, answer.usage());
    }
  }

  @Test
  void aBlurredPictureIsARefusalThatIsPaidFor() throws IOException {
    byte[] bytes = sample("core.filtered.response.json");
    for (int split = 0; split <= bytes.length; split++) {
      AnswerTranslator answer = answer();
      assertEquals("", translated(answer, bytes, split));
      Failure error = Objects.requireNonNull(answer.error());
      assertEquals(FailureKind.CONTENT_FILTER, error.kind());
      assertEquals(Failure.Origin.CLIENT, error.origin());
      assertEquals(Failure.Retry.NEVER, error.retry());
      assertFalse(answer.complete());
      assertEquals(NO_TOKENS, answer.usage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"finish_reason\":\"SUCCESS\",\"image\":\"iVBORw0KGgo=\",\"seed\":7}",
        "{\"image\":\"iVBORw0KGgo=\"}",
        "{\"image\":\"iVBOR\\u00770KGgo=\",\"other\":{\"image\":[1]}}"
      })
  void theSamePictureOtherwiseWritten(String body) {
    assertEquals(EXPECTED, translated(answer(), body.getBytes(UTF_8), 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "<html>",
        "{}",
        "{\"image\":\"\"}",
        "{\"image\":7}",
        "{\"image\":\"a\"",
        "{\"image\":\"a\"}{}",
        "{\"image\":\"a",
        "{\"finish_reason\":\"SUCCESS\"}"
      })
  void whatIsNoAnswerIsMalformed(String body) {
    AnswerTranslator answer = answer();
    assertEquals("", translated(answer, body.getBytes(UTF_8), 0));
    assertEquals(FailureKind.MALFORMED, Objects.requireNonNull(answer.error()).kind());
    assertFalse(answer.complete());
  }

  private static byte[] sample(String name) throws IOException {
    try (InputStream in = ImageAnswerTest.class.getResourceAsStream("/samples/stability/" + name)) {
      return in.readAllBytes();
    }
  }
}

package dev.isthmus.core.dialect.stability;

import static dev.isthmus.core.dialect.stability.ImageTranslation.form;
import static dev.isthmus.core.dialect.stability.ImageTranslation.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.stability.ImageTranslation.Form;
import dev.isthmus.core.dialect.turn.LossPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImageRequestTest {
  private static final String APPLE = "{'model':'m','prompt':'a green apple'";

  private static String field(String name, String value) {
    return "--isthmus-form-0\r\ncontent-disposition: form-data; name=\""
        + name
        + "\"\r\n\r\n"
        + value
        + "\r\n";
  }

  @Test
  void aRequestIsAForm() {
    Form form =
        form(
            "core",
            APPLE
                + ",'n':1,'size':'1024x1024','output_format':'png','response_format':'b64_json',"
                + "'quality':'auto','background':'opaque','moderation':'auto','user':null}");
    assertEquals("multipart/form-data; boundary=isthmus-form-0", form.type());
    assertEquals(
        field("prompt", "a green apple")
            + field("aspect_ratio", "1:1")
            + field("output_format", "png")
            + "--isthmus-form-0--\r\n",
        form.text());
    assertEquals(List.of(), form.dropped());
  }

  @Test
  void theLeastIsAPrompt() {
    assertEquals(
        field("prompt", "a green apple") + "--isthmus-form-0--\r\n",
        form("ultra", APPLE + ",'size':'auto'}").text());
  }

  @Test
  void stableDiffusionIsToldWhichItIs() {
    assertTrue(form("sd3.5-large", APPLE + "}").text().contains(field("model", "sd3.5-large")));
    assertFalse(form("sd3", APPLE + "}").text().contains("name=\"model\""));
    String webp = APPLE + ",'output_format':'webp'}";
    assertTrue(form("core", webp).text().contains(field("output_format", "webp")));
    assertEquals("output_format", refused("sd3", LossPolicy.LENIENT, webp).param());
  }

  @ParameterizedTest
  @CsvSource({
    "1024x1024, 1:1",
    "512x512, 1:1",
    "1792x1024, 16:9",
    "1024x1792, 9:16",
    "1536x1024, 3:2",
    "1024x1536, 2:3",
    "1280x1024, 5:4",
    "1024x1280, 4:5",
    "2560x1097, 21:9",
    "1097x2560, 9:21"
  })
  void sizesBecomeShapes(String size, String ratio) {
    String body = APPLE + ",'size':'" + size + "'}";
    assertTrue(form("core", body).text().contains(field("aspect_ratio", ratio)), size);
    Failure strict = refused("core", LossPolicy.STRICT, body);
    assertEquals(FailureKind.UNSUPPORTED, strict.kind());
    assertEquals("size", strict.param());
  }

  /** Whatever the prompt says, it ends where the form says that it ends. */
  @Test
  void aPromptCannotEndItsField() {
    String prompt = "x\\r\\n--isthmus-form-0--\\r\\n--isthmus-form-1 \u00e9";
    Form form = form("core", "{'prompt':'" + prompt + "'}");
    assertEquals("multipart/form-data; boundary=isthmus-form-2", form.type());
    assertTrue(form.text().startsWith("--isthmus-form-2\r\n"));
    assertTrue(
        form.text().contains("\r\n\r\nx\r\n--isthmus-form-0--\r\n--isthmus-form-1 \u00e9\r\n"));
    assertTrue(form.text().endsWith("\r\n--isthmus-form-2--\r\n"));
    assertEquals(3, form.text().split("--isthmus-form-2", -1).length);
  }

  @Test
  void whatIsLostIsNamedOrRefused() {
    String body = APPLE + ",'quality':'hd','style':'vivid','user':'u','x':1}";
    assertEquals(List.of("quality", "style", "user", "x"), form("core", body).dropped());
    assertEquals("quality", refused("core", LossPolicy.STRICT, body).param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'n':2|n",
        "'size':'1000x400'|size",
        "'response_format':'url'|response_format",
        "'background':'transparent'|background"
      })
  void whatCannotBeSaidIsRefused(String member, String param) {
    Failure failure = refused("core", LossPolicy.LENIENT, APPLE + "," + member + "}");
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals(param, failure.param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|prompt",
        "{'prompt':''}|prompt",
        "{'prompt':7}|prompt",
        "{'prompt':'a','prompt':'b'}|prompt",
        "{'prompt':'a','n':0}|n",
        "{'prompt':'a','n':'1'}|n",
        "{'prompt':'a','size':'big'}|size",
        "{'prompt':'a','size':'0x10'}|size",
        "{'prompt':'a','output_format':'gif'}|output_format",
        "{'prompt':'a','response_format':'png'}|response_format",
        "{'prompt':'a','background':'red'}|background",
        "{'prompt':'a','quality':1}|quality",
        "[]|body",
        "{'prompt':'a'}{}|body"
      })
  void whatIsWrongIsNamed(String body, String param) {
    Failure failure = refused("core", LossPolicy.LENIENT, body);
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals(param, failure.param());
    assertEquals(Failure.Origin.CLIENT, failure.origin());
  }

  @Test
  void aBrokenBodyIsNotQuoted() {
    Failure failure = refused("core", LossPolicy.LENIENT, "{'prompt':'secret words','x':}");
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertFalse(failure.detail().contains("secret"));
  }
}

package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.AwsCaller.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AWS's messages, byte for byte. */
final class EventFrameTest {

  @Test
  void theEmptyMessageIsTheKnownOne() {
    assertEquals(
        "000000100000000005c248eb7d98c8ff",
        HexFormat.of().formatHex(EventFrame.frame(new byte[0], new byte[0])));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "converse.stream",
        "converse.tool.stream",
        "converse.throttled_midstream",
        "invoke.claude.stream"
      })
  void everyFrameOfTheSamplesIsWrittenAsItStands(String name) {
    byte[] sample = AwsSample.bytes(name + ".bin");
    for (String line : AwsSample.text(name + ".index.jsonl").lines().toList()) {
      JsonNode entry =
          Objects.requireNonNull(Json.parse(line.getBytes(StandardCharsets.UTF_8)), line);
      int from = entry.path("offset").asInt();
      byte[] payload = Json.bytes(entry.path("payload"));

      byte[] written =
          entry.has("event_type")
              ? EventFrame.event(entry.path("event_type").asText(), payload)
              : EventFrame.exception(entry.path("exception_type").asText(), payload);

      assertArrayEquals(
          Arrays.copyOfRange(sample, from, from + entry.path("length").asInt()), written, line);
    }
  }

  @Test
  void partsAreWrittenAsInTheSample() {
    byte[] sample = AwsSample.bytes("sagemaker.split_parts.stream.bin");
    ByteArrayOutputStream again = new ByteArrayOutputStream();

    List<Event> parts = AwsCaller.decode(sample);
    parts.forEach(part -> again.writeBytes(EventFrame.part(part.payload())));

    assertEquals(2, parts.size());
    assertArrayEquals(sample, again.toByteArray());
  }

  @Test
  void partsRespectNeitherEventsNorCharacters() {
    ByteBuf buffer = Unpooled.buffer();
    EventOut out = new EventOut(Framing.PAYLOAD_PARTS, Long.MAX_VALUE);
    out.into(buffer);
    String text = "æøå – 日本語 ".repeat(40);
    out.event(Json.object().put("text", text));
    out.done();
    out.flush();
    byte[] written = new byte[buffer.readableBytes()];
    buffer.readBytes(written);
    buffer.release();

    List<Event> parts = AwsCaller.decode(written);

    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    parts.forEach(part -> joined.writeBytes(part.payload()));
    assertEquals(
        "data: {\"text\":\"" + text + "\"}\n\ndata: [DONE]\n\n",
        joined.toString(StandardCharsets.UTF_8));
    long inside = parts.stream().filter(part -> (part.payload()[0] & 0xc0) == 0x80).count();
    assertEquals(true, inside > 0, "no part begins inside a character");
  }
}

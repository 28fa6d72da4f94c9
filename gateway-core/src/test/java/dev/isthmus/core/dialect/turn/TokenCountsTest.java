package dev.isthmus.core.dialect.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.call.Usage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokenCountsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "12|12",
        "3000000000|3000000000",
        "1000000000000|1000000000000",
        "1000000000001|7",
        "9223372036854775808|7",
        "-1|7",
        "1.5|7",
        "null|7",
        "\"12\"|7",
        "[1,{\"a\":2}]|7"
      })
  void whatNoAnswerCanHaveIsPassedOver(String json, long tokens) throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    try (JsonParser parser = TurnJson.parser(bytes, bytes.length)) {
      parser.nextToken();
      assertEquals(tokens, TokenCounts.read(parser, 7));
      assertNull(parser.nextToken(), "all of the value was read");
    }
  }

  @Test
  void partsAreNeverLargerThanTheWhole() {
    assertEquals(Usage.reported(10, 10, 0, 5, 5), TokenCounts.reported(10, 30, 4, 5, 9));
    assertEquals(Usage.reported(10, 8, 2, 5, 1), TokenCounts.reported(10, 8, 4, 5, 1));
  }
}

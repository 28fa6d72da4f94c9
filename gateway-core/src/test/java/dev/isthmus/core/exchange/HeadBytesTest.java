package dev.isthmus.core.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Heads as they leave. */
final class HeadBytesTest {
  private static final boolean[] VISIBLE = new boolean[256];

  static {
    Arrays.fill(VISIBLE, ' ', 0x7f, true);
    VISIBLE[0xe9] = true;
  }

  private final HeadBytes head = new HeadBytes();

  @Test
  void partsStandOneBehindTheOther() {
    head.text("HTTP/1.1 200 OK");
    head.line();
    head.text("a");
    head.colon();
    assertTrue(head.text("b c", VISIBLE));
    head.line();

    assertEquals("HTTP/1.1 200 OK\r\na: b c\r\n", written());
  }

  @Test
  void whatIsNotAllowedBecomesABlankAndIsTold() {
    assertFalse(head.text("x\r\ny\u010az\u0000", VISIBLE));
    assertTrue(head.text("\u00e9", VISIBLE));

    assertEquals("x  y z \u00e9", written());
  }

  @Test
  void whatWasAllowedByOneGrammarIsLookedAtByAnother() {
    boolean[] nothing = new boolean[256];
    String text = "a\u00e9";
    assertTrue(head.usualText(text, VISIBLE));
    assertTrue(head.usualText(text, VISIBLE));
    assertFalse(head.usualText(text, nothing));
    assertTrue(head.usualText(text, VISIBLE));

    assertEquals("a\u00e9a\u00e9  a\u00e9", written());
  }

  @Test
  void aTextThatIsNotAllowedIsNeverTakenForKnown() {
    String text = "x\r\ny";
    assertFalse(head.usualText(text, VISIBLE));
    assertFalse(head.usualText(text, VISIBLE));

    assertEquals("x  yx  y", written());
  }

  @Test
  void manyTextsDriveEachOtherOutAndStayRight() {
    StringBuilder all = new StringBuilder();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 300; i++) {
        String text = "t" + i;
        assertTrue(head.usualText(text, VISIBLE));
        all.append(text);
      }
    }

    assertEquals(all.toString(), written());
  }

  @Test
  void whatIsNotUsualIsLookedAtEachTime() {
    boolean[] allowed = VISIBLE.clone();
    String text = "abc";
    assertTrue(head.usualText(text, allowed));
    allowed['b'] = false;
    assertTrue(head.usualText(text, allowed));
    assertFalse(head.text(text, allowed));

    assertEquals("abcabca c", written());
  }

  @Test
  void eachCharacterOfAValueStandsAsTheGrammarHasIt() {
    for (int c = 0; c <= 0xffff; c++) {
      String value = "usual" + (char) c + "text";
      boolean allowed = c < VISIBLE.length && VISIBLE[c];
      head.clear();
      assertEquals(allowed, head.value(value, VISIBLE), () -> value);
      assertEquals(allowed ? value : "usual text", written());
    }
  }

  @Test
  void numbersAreWrittenAsTheJdkWritesThem() {
    for (long number :
        new long[] {
          -7, Long.MIN_VALUE, 0, 9, 10, 99, 100, 65_536, Long.MAX_VALUE - 1, Long.MAX_VALUE
        }) {
      head.clear();
      head.number(number);
      assertEquals(Long.toString(number), written());
    }
  }

  @Test
  void aLongHeadGrowsAndTheNextBeginsAnew() {
    String name = "x".repeat(3_000);
    head.text(name);
    assertEquals(name, written());

    head.clear();
    head.text("y");
    assertEquals("y", written());
  }

  private String written() {
    ByteBuf out = Unpooled.buffer();
    head.writeTo(out);
    String text = out.toString(ISO_8859_1);
    assertEquals(head.length(), out.readableBytes());
    out.release();
    return text;
  }
}

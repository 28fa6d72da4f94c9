package dev.isthmus.core.dialect.stability;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Writes a form as multipart/form-data of plain fields. Threads: one. Source: RFC 7578, RFC 2046.
 */
final class FormWriter {
  private static final String BOUNDARY = "isthmus-form-";

  private final ByteBuf out;
  private final String boundary;

  /**
   * @param out borrowed
   * @param foreign the one value that somebody else wrote: the boundary does not stand in it
   */
  FormWriter(ByteBuf out, String foreign) {
    this.out = out;
    int number = 0;
    while (foreign.contains(BOUNDARY + number)) {
      number++;
    }
    this.boundary = BOUNDARY + number;
  }

  void field(String name, String value) {
    write("--" + boundary + "\r\ncontent-disposition: form-data; name=\"" + name + "\"\r\n\r\n");
    write(value);
    write("\r\n");
  }

  /** Ends the form and returns its content type. */
  String finish() {
    write("--" + boundary + "--\r\n");
    return "multipart/form-data; boundary=" + boundary;
  }

  private void write(String text) {
    out.writeCharSequence(text, StandardCharsets.UTF_8);
  }
}

package dev.isthmus.load.cloud;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Compresses a body part by part, each part whole on the wire. */
final class GzipStream {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final GZIPOutputStream gzip;

  GzipStream() {
    try {
      this.gzip = new GZIPOutputStream(bytes, 512, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes {@code plain}; appends its compressed form to {@code out} and returns that. */
  ByteBuf part(ByteBuf plain, ByteBuf out) {
    try {
      gzip.write(ByteBufUtil.getBytes(plain));
      gzip.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      plain.release();
    }
    return drain(out);
  }

  /** As {@link #part}, for the last one. */
  ByteBuf last(ByteBuf plain, ByteBuf out) {
    try {
      gzip.write(ByteBufUtil.getBytes(plain));
      gzip.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      plain.release();
    }
    return drain(out);
  }

  private ByteBuf drain(ByteBuf out) {
    out.writeBytes(bytes.toByteArray());
    bytes.reset();
    return out;
  }
}

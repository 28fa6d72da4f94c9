package dev.isthmus.load.cloud;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Compresses a body part by part, each part whole on the wire. */
final class GzipStream {

  private final ByteBufAllocator allocator;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final GZIPOutputStream gzip;

  GzipStream(ByteBufAllocator allocator) {
    this.allocator = allocator;
    try {
      this.gzip = new GZIPOutputStream(bytes, 512, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes {@code plain}. */
  ByteBuf part(ByteBuf plain) {
    try {
      gzip.write(ByteBufUtil.getBytes(plain));
      gzip.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      plain.release();
    }
    return drain();
  }

  /** Takes {@code plain}, the last part. */
  ByteBuf last(ByteBuf plain) {
    try {
      gzip.write(ByteBufUtil.getBytes(plain));
      gzip.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      plain.release();
    }
    return drain();
  }

  private ByteBuf drain() {
    ByteBuf out = allocator.buffer(bytes.size()).writeBytes(bytes.toByteArray());
    bytes.reset();
    return out;
  }
}

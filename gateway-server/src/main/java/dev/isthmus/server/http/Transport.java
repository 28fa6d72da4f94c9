package dev.isthmus.server.http;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ways in which sockets are watched, the cheapest first. */
public enum Transport {
  IO_URING {
    @Override
    public @Nullable String whyNot() {
      return IoUring.isAvailable() ? null : reason(IoUring.unavailabilityCause());
    }

    @Override
    public @Nullable String whyNotUnasked() {
      String why = whyNot();
      return why == null ? tooOld(System.getProperty("os.version", "")) : why;
    }

    @Override
    IoHandlerFactory ioHandlers() {
      return IoUringIoHandler.newFactory();
    }

    @Override
    Class<? extends SocketChannel> clientChannel() {
      return IoUringSocketChannel.class;
    }

    @Override
    Class<? extends ServerSocketChannel> serverChannel() {
      return IoUringServerSocketChannel.class;
    }
  },
  EPOLL {
    @Override
    public @Nullable String whyNot() {
      return Epoll.isAvailable() ? null : reason(Epoll.unavailabilityCause());
    }

    @Override
    IoHandlerFactory ioHandlers() {
      return EpollIoHandler.newFactory();
    }

    @Override
    Class<? extends SocketChannel> clientChannel() {
      return EpollSocketChannel.class;
    }

    @Override
    Class<? extends ServerSocketChannel> serverChannel() {
      return EpollServerSocketChannel.class;
    }
  },
  NIO {
    @Override
    public @Nullable String whyNot() {
      return null;
    }

    @Override
    IoHandlerFactory ioHandlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    Class<? extends SocketChannel> clientChannel() {
      return NioSocketChannel.class;
    }

    @Override
    Class<? extends ServerSocketChannel> serverChannel() {
      return NioServerSocketChannel.class;
    }
  };

  /** The first Linux whose rings run a loop's work only when the loop asks for it. */
  private static final int RING_MAJOR = 6;

  private static final int RING_MINOR = 1;

  private static final Pattern RELEASE = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");

  /** What is taken where nobody chose: the first that nothing speaks against. */
  public static Transport usual() {
    for (Transport transport : values()) {
      if (transport.whyNotUnasked() == null) {
        return transport;
      }
    }
    return NIO;
  }

  /** Why this system does not have it, in one line; null: it has. */
  public abstract @Nullable String whyNot();

  /** Why it is not taken where nobody chose, in one line; null: nothing speaks against it. */
  public @Nullable String whyNotUnasked() {
    return whyNot();
  }

  public final boolean isAvailable() {
    return whyNot() == null;
  }

  /** What went wrong first, in one line. */
  public static String reason(Throwable failure) {
    Throwable first = failure;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    String message = first.getMessage();
    return (message == null ? first.getClass().getSimpleName() : message)
        .lines()
        .findFirst()
        .orElse("");
  }

  /** What speaks against rings of the Linux of that {@code release}; null: nothing. */
  static @Nullable String tooOld(String release) {
    Matcher version = RELEASE.matcher(release);
    if (version.matches()) {
      int major = Integer.parseInt(version.group(1));
      int minor = Integer.parseInt(version.group(2));
      if (major > RING_MAJOR || (major == RING_MAJOR && minor >= RING_MINOR)) {
        return null;
      }
    }
    return "Linux " + release + " (expected: " + RING_MAJOR + "." + RING_MINOR + " or later)";
  }

  abstract IoHandlerFactory ioHandlers();

  abstract Class<? extends SocketChannel> clientChannel();

  abstract Class<? extends ServerSocketChannel> serverChannel();
}

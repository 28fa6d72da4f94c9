package dev.isthmus.server.http;

import dev.isthmus.server.http.EdgeEvents.Cut;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One caller's HTTP/2 connection: its bounds, its end, and the sweep of its streams. Frames are
 * Netty's affair; each stream has a channel of its own with one {@link Http2Stream} in it.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter implements Swept {
  /** Resets within a window after which a caller is not calling but attacking. */
  private static final int MAX_RESETS = 200;

  private static final int RESET_WINDOW_SECONDS = 30;

  /** CONTINUATION frames too small to be of use to anybody. */
  private static final int MAX_SMALL_CONTINUATIONS = 16;

  /** Answers to PING and SETTINGS that wait for a caller which does not read. */
  private static final int MAX_QUEUED_CONTROL_FRAMES = 1000;

  private static final int MAX_EMPTY_DATA_FRAMES = 10;

  private final Channel channel;
  private final EdgeLoop edge;
  private final Patience patience;
  private final StallWatch stall;
  private final Set<Http2Stream> streams = new LinkedHashSet<>();
  private boolean leaving;

  private Http2Connection(Channel channel, EdgeLoop edge) {
    EdgeTimeouts timeouts = edge.limits().timeouts();
    this.channel = channel;
    this.edge = edge;
    this.patience = new Patience(timeouts);
    this.stall = new StallWatch(timeouts.writeStall());
  }

  /** Makes {@code channel} speak HTTP/2. */
  static void addTo(Channel channel, EdgeLoop edge) {
    Http2Connection connection = new Http2Connection(channel, edge);
    ChannelInitializer<Channel> streams =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel stream) {
            stream.config().setWriteBufferWaterMark(HttpServer.STREAM_MARKS);
            stream.pipeline().addLast(new Http2Stream(stream, connection, edge));
          }
        };
    channel
        .pipeline()
        .addLast(
            new Http2FrameGuard(edge.limits().streams() * 2, edge::now),
            codec(edge.limits()),
            new Http2MultiplexHandler(streams),
            connection);
  }

  private static Http2FrameCodec codec(EdgeLimits limits) {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(limits.streams())
                .maxHeaderListSize(limits.head().sectionBytes()))
        .validateHeaders(true)
        .decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
        .encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
        .decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS)
        .decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA_FRAMES)
        .encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL_FRAMES)
        .build();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    patience.awaitRequest(edge.now());
    edge.add(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    edge.remove(this);
  }

  /** Takes frames that belong to no stream; the codec has acted on them already. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    ReferenceCountUtil.release(frame);
  }

  /** The codec ends the connection itself, and says GOAWAY with the reason. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      edge.events().broken(cause);
      Farewell.reset(channel);
    } else {
      edge.events().cut(Cut.PROTOCOL);
    }
  }

  void opened(Http2Stream stream) {
    streams.add(stream);
    patience.awaitNothing();
  }

  void closed(Http2Stream stream) {
    streams.remove(stream);
    if (!streams.isEmpty()) {
      return;
    }
    patience.awaitRequest(edge.now());
    if (leaving) {
      Wire.close(channel);
    }
  }

  @Override
  public void sweep(long now) {
    if (stall.isStalled(StallWatch.waiting(channel), now)) {
      edge.events().cut(Cut.WRITE_STALL);
      Farewell.reset(channel);
      return;
    }
    if (patience.check(now) != null) {
      Wire.close(channel);
      return;
    }
    // A copy: a stream that is reset leaves the set while it is walked.
    for (Http2Stream stream : List.copyOf(streams)) {
      stream.sweep(now);
    }
  }

  /** Says that the end is near, lets streams come that are under way, then takes no new ones. */
  @Override
  public void drain() {
    Wire.sendFrame(
        channel,
        new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
    Wire.later(channel, this::refuseNewStreams, EdgeLoop.LAST_ROUND_TRIP_MILLIS);
  }

  @Override
  public void cut() {
    leaving = true;
    if (streams.isEmpty()) {
      Wire.close(channel);
    }
    List.copyOf(streams).forEach(Http2Stream::cut);
  }

  private void refuseNewStreams() {
    leaving = true;
    // Also where nothing is under way: it says which streams were seen, and others may come again.
    Wire.sendFrame(channel, new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    if (streams.isEmpty()) {
      Wire.close(channel);
    }
  }
}

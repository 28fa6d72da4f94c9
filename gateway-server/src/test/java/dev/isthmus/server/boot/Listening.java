package dev.isthmus.server.boot;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;

/** Listens to one call, which is not waited for. */
final class Listening extends ClientCall.Listener<byte[]> {
  private final BlockingQueue<Metadata> heads;
  private final BlockingQueue<Status> ends;

  Listening(BlockingQueue<Metadata> heads, BlockingQueue<Status> ends) {
    this.heads = heads;
    this.ends = ends;
  }

  BlockingQueue<Status> ends() {
    return ends;
  }

  @Override
  public void onHeaders(Metadata headers) {
    heads.add(headers);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    ends.add(status);
  }
}

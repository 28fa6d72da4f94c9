package dev.isthmus.server.upstream;

import dev.isthmus.core.provider.Address;

/** Hears what becomes of connections, for meters. Threads: the pool's event loop. */
public interface PoolEvents {

  /** A connection is ready; {@code connectNanos} covers name, TCP and TLS. */
  void opened(Address address, long connectNanos);

  /** A connection that was ready is gone. */
  void closed(Address address);

  /** A call went out on a connection that had been idle. */
  void reused(Address address);

  /** A connection did not come about. */
  void failed(Address address);

  /** For those who do not count. */
  PoolEvents NONE =
      new PoolEvents() {
        @Override
        public void opened(Address address, long connectNanos) {}

        @Override
        public void closed(Address address) {}

        @Override
        public void reused(Address address) {}

        @Override
        public void failed(Address address) {}
      };
}

package dev.isthmus.server.boot;

import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.GatewayConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a gateway as a process: until SIGTERM or SIGINT, then drains, then ends with 0. */
final class Service {
  private static final Logger LOG = LoggerFactory.getLogger("isthmus");

  private Service() {}

  static int run(GatewayConfig config, ConfigFile file, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    Gateway gateway;
    try {
      gateway = Gateway.start(config, file);
    } catch (Unusable e) {
      return failed(e.path() + ": " + e.getMessage(), err);
    } catch (IOException e) {
      return failed(String.valueOf(e.getMessage()), err);
    }
    for (InetSocketAddress address : gateway.addresses()) {
      out.println("serving on " + address.getHostString() + ":" + address.getPort());
    }
    InetSocketAddress admin = gateway.adminAddress();
    out.println("admin on " + admin.getHostString() + ":" + admin.getPort());
    out.flush();
    drainAtTheEnd(gateway);
    new CountDownLatch(1).await();
    return 0;
  }

  private static int failed(String why, PrintWriter err) {
    err.println("isthmus: cannot start: " + why);
    err.flush();
    return 1;
  }

  /** The JVM ends when its hooks have ended, so draining inside one holds the process. */
  private static void drainAtTheEnd(Gateway gateway) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    LOG.info("drain begins");
                    boolean all = gateway.drain();
                    LOG.info("drain ends all={}", all);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } finally {
                    gateway.close();
                    Runtime.getRuntime().halt(0);
                  }
                },
                "drain"));
  }
}

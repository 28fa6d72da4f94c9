package dev.isthmus.load.stand;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/**
 * What a Java process on this machine uses, seen from outside. Figures that the machine does not
 * give are NaN. Threads: one.
 */
public final class ProcessProbe implements AutoCloseable {
  private static final double NANOS = 1e9;
  private static final int KIB = 1024;

  private final ProcessHandle process;
  private final @Nullable JMXConnector connector;
  private @Nullable MemoryMXBean memory;
  private @Nullable BufferPoolMXBean direct;

  /**
   * One look.
   *
   * @param cpuSeconds since it started
   * @param residentBytes all of it, as the operating system counts
   * @param directBytes buffers outside the heap that the JVM knows of
   */
  public record Reading(
      double cpuSeconds, double residentBytes, double heapBytes, double directBytes) {
    /** Nothing is known. */
    public static final Reading NOTHING =
        new Reading(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }

  private ProcessProbe(ProcessHandle process, @Nullable JMXConnector connector) throws IOException {
    this.process = process;
    this.connector = connector;
    if (connector != null) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      memory = ManagementFactory.getPlatformMXBean(server, MemoryMXBean.class);
      direct =
          ManagementFactory.getPlatformMXBeans(server, BufferPoolMXBean.class).stream()
              .filter(pool -> pool.getName().equals("direct"))
              .findFirst()
              .orElse(null);
    }
  }

  /** Begins to watch {@code process}; without its heap where the JVM does not let us in. */
  public static ProcessProbe of(Process process) throws IOException {
    return new ProcessProbe(process.toHandle(), attach(process.pid()));
  }

  @SuppressWarnings("BanJNDI") // the address comes from a process that we started ourselves
  private static @Nullable JMXConnector attach(long pid) {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        JMXServiceURL url = new JMXServiceURL(machine.startLocalManagementAgent());
        return JMXConnectorFactory.connect(url);
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException | IOException e) {
      return null;
    }
  }

  public Reading read() {
    double cpu = process.info().totalCpuDuration().map(Duration::toNanos).orElse(-1L) / NANOS;
    try {
      return new Reading(
          cpu < 0 ? Double.NaN : cpu,
          resident(),
          memory == null ? Double.NaN : memory.getHeapMemoryUsage().getUsed(),
          direct == null ? Double.NaN : direct.getMemoryUsed());
    } catch (IOException | java.lang.reflect.UndeclaredThrowableException e) {
      return Reading.NOTHING; // it has ended
    }
  }

  /** Lets the JVM collect what nobody needs any more, so that what is left can be read. */
  public void collect() {
    if (memory != null) {
      memory.gc();
    }
  }

  private double resident() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Double.parseDouble(line.replaceAll("\\D+", "")) * KIB;
      }
    }
    return Double.NaN;
  }

  @Override
  public void close() {
    try {
      if (connector != null) {
        connector.close();
      }
    } catch (IOException e) {
      memory = null; // the other side went first
    }
  }
}

package dev.isthmus.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Notices that a configuration file, or one that it refers to, is not what it was.
 *
 * <p>It looks five times a second at where each path leads and at what stands there: links, inode,
 * size, times. So it sees writing in place, renaming over, links that are swapped (as Kubernetes
 * does for mounted ConfigMaps and Secrets), deletion and return, on every file system; events of
 * the system would see less than that. A change is told once it has been the same for two looks, so
 * that a file is not read while it is written; where it never rests, after {@link #MOST_LOOKS}.
 *
 * <p>Threads: a thread of its own; {@link #watch} any.
 */
public final class ConfigWatcher implements AutoCloseable {
  private static final long LOOK_MILLIS = 200;

  /** Looks at a file that changes all the time before it is told of nevertheless. */
  static final int MOST_LOOKS = 10;

  private static final String ABSENT = "absent";
  private static final String UNKNOWN = "unknown";

  private final Path file;
  private final Runnable changed;
  private final ScheduledExecutorService thread =
      new ScheduledThreadPoolExecutor(1, ConfigWatcher::thread);
  private Map<Path, String> seen = new LinkedHashMap<>();
  private Map<Path, String> unsettled = Map.of();
  private int looks;

  /**
   * Looks at nothing before {@link #start}.
   *
   * @param changed must not wait; runs on the watcher's thread
   */
  public ConfigWatcher(Path file, Runnable changed) {
    this.file = file;
    this.changed = changed;
    seen.put(file, UNKNOWN);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "config-watch");
    thread.setDaemon(true);
    return thread;
  }

  /** Begins. Whatever changed since the file was read before is told, too. */
  public void start() {
    Future<?> unused =
        thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * From now on {@code others} matter beside the file itself. A new one is told of once, because it
   * may have changed since it was read.
   */
  public synchronized void watch(Set<Path> others) {
    Map<Path, String> now = new LinkedHashMap<>();
    now.put(file, seen.getOrDefault(file, UNKNOWN));
    others.forEach(path -> now.put(path, seen.getOrDefault(path, UNKNOWN)));
    seen = now;
  }

  /** Compares once. */
  synchronized void look() {
    Map<Path, String> now = new LinkedHashMap<>();
    seen.keySet().forEach(path -> now.put(path, fingerprint(path)));
    if (now.equals(seen)) {
      unsettled = Map.of();
      looks = 0;
    } else if (now.equals(unsettled) || ++looks >= MOST_LOOKS) {
      seen = now;
      unsettled = Map.of();
      looks = 0;
      changed.run();
    } else {
      unsettled = now;
    }
  }

  private static String fingerprint(Path path) {
    try {
      Path real = path.toRealPath();
      BasicFileAttributes found =
          Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return real
          + " "
          + found.fileKey()
          + " "
          + found.size()
          + " "
          + found.lastModifiedTime()
          + " "
          + changeTime(real);
    } catch (IOException e) {
      return ABSENT;
    }
  }

  /** A tool that restores a file's time cannot restore this one. */
  private static Object changeTime(Path path) throws IOException {
    try {
      return Files.getAttribute(path, "unix:ctime");
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return "";
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

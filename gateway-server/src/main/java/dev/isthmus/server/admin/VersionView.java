package dev.isthmus.server.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which gateway runs on which configuration.
 *
 * @param gateway the program's own version
 * @param configuration the version in force
 * @param generation configurations that this process has put in force, from 1
 * @param file null where there is none to reload
 * @param patchedRoutes routes whose weights are being tried until the next reload
 * @param loadedAtMillis when it came into force, since 1970
 */
public record VersionView(
    String gateway,
    String configuration,
    int generation,
    @Nullable String file,
    List<String> patchedRoutes,
    long loadedAtMillis,
    @Nullable LastReload lastReload) {

  /**
   * How the latest reload ended.
   *
   * @param version of the file that was read; empty where it could not be
   */
  public record LastReload(
      long atMillis, String trigger, String result, String version, List<Change.Fault> faults) {}

  public VersionView {
    patchedRoutes = List.copyOf(patchedRoutes);
  }
}
